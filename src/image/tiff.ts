// TIFF samples that the decoder library narrows or does not read: signed, float, and of more than 16 bits. Grey or RGB,
// strips or tiles, uncompressed, Deflate, LZW or PackBits.

import { InputError } from "../core/errors.ts";
import { bytesOf, isNumberType, type NumberType, readNumbers } from "../core/numeric-array.ts";
import { swapsSides, upright } from "./orientation.ts";
import { type Pixels, statedWhite } from "./pixels.ts";
import { readBlock, unreadCompression } from "./tiff-blocks.ts";
import type { TiffDirectory } from "./tiff-directory.ts";

/** True where samples are more than the 1 to 16 unsigned bits that the decoder library keeps. */
export function hasWideSamples({ sampleFormat, bitsPerSample }: TiffDirectory): boolean {
  return sampleFormat === 2 || sampleFormat === 3 || sampleFormat > 4 || bitsPerSample > 16;
}

/** Width and height, upright. */
export function tiffSize({ width, height, orientation }: TiffDirectory): { width: number; height: number } {
  return swapsSides(orientation) ? { width: height, height: width } : { width, height };
}

/** Blocks of the smallest usual tiles, or rows, of the largest pictures; each takes its time, however small it is. */
const MOST_BLOCKS = 65_536;

/** Bytes of the largest block, as it is unpacked. */
export function blockBytes(directory: TiffDirectory): number {
  const { blockWidth, blockHeight, samplesPerPixel, planar, bitsPerSample } = directory;
  return Math.ceil((blockWidth * blockHeight * (planar ? 1 : samplesPerPixel) * bitsPerSample) / 8);
}

/** Memory that decoding takes: what is unpacked, its numbers, and once more where it is turned. InputErrors as `decodeTiff`. */
export function wideTiffBytes(directory: TiffDirectory, path: string): number {
  const { width, height, samplesPerPixel, orientation } = directory;
  const type = sampleType(directory, path);
  const samples = width * height * samplesPerPixel;
  // 64-bit integers become a float64 and a rest.
  const perSample = bytesOf(type) * (orientation > 1 ? 3 : 2) + (type === "u8" || type === "i8" ? 10 : 0);
  return samples * perSample + 2 * blockBytes(directory);
}

/** The samples in their own precision, upright; InputError naming file and fault. The size has been checked. */
export function decodeTiff(bytes: Uint8Array, directory: TiffDirectory, path: string): Pixels {
  const { width, height, samplesPerPixel: channels, order, orientation } = directory;
  const type = sampleType(directory, path);
  const hasAlpha = checkChannels(directory, path);
  const pixelBytes = channels * bytesOf(type);
  if (directory.blockWidth * directory.blockHeight * pixelBytes === 0 || !coversAll(directory, bytes))
    throw invalid(
      path,
      "its directory does not fit its size: it is cut off, damaged, or of very many blocks",
    );
  let stored: Uint8Array;
  try {
    stored = storedBytes(bytes, directory, bytesOf(type));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalid(path, `it cannot be decoded (${error.message})`);
  }
  const turned = upright(stored, { width, height, pixelBytes }, orientation);
  return {
    ...tiffSize(directory),
    ...{ channels, hasAlpha, data: readNumbers(type, turned, order), white: statedWhite(type) },
  };
}

function sampleType(
  { sampleFormat, bitsPerSample, compression, predictor }: TiffDirectory,
  path: string,
): NumberType {
  const kind = { 1: "u", 2: "i", 3: "f", 4: "u" }[sampleFormat];
  const type = `${kind}${bitsPerSample / 8}`;
  if (kind === undefined) throw invalid(path, "complex samples; expected real ones");
  if (!isNumberType(type)) throw invalid(path, `samples of ${bitsPerSample} bits; expected 8, 16, 32 or 64`);
  const unread = unreadCompression(compression);
  if (unread !== null)
    throw invalid(
      path,
      `${type} samples compressed by ${unread}, which are not read; save it with Deflate or none`,
    );
  if (predictor < 1 || predictor > 3) throw invalid(path, `predictor ${predictor} is unknown`);
  return type;
}

/** Whether there is alpha; InputError for anything but grey and RGB. */
function checkChannels({ photometric, samplesPerPixel, extraSamples }: TiffDirectory, path: string): boolean {
  const colours = { 1: 1, 2: 3 }[photometric];
  if (colours === undefined)
    throw invalid(path, `samples of photometric kind ${photometric}; expected grey (black is zero) or RGB`);
  const hasAlpha = extraSamples.length === 1 && [1, 2].includes(extraSamples[0] ?? 0);
  if (samplesPerPixel !== colours + Number(hasAlpha))
    throw invalid(path, `${samplesPerPixel} channels; expected grey or RGB, with or without alpha`);
  return hasAlpha;
}

/** Blocks from left to right, and of all of the picture's planes. */
function blocksOf(directory: TiffDirectory): { readonly across: number; readonly all: number } {
  const { width, height, blockWidth, blockHeight, planar, samplesPerPixel } = directory;
  const across = Math.ceil(width / blockWidth);
  return { across, all: across * Math.ceil(height / blockHeight) * (planar ? samplesPerPixel : 1) };
}

/** True where there is a block for every part of every plane, within the file. */
function coversAll(directory: TiffDirectory, { length }: Uint8Array): boolean {
  const { offsets, byteCounts } = directory;
  const { all } = blocksOf(directory);
  if (all > MOST_BLOCKS || offsets.length < all || byteCounts.length < all) return false;
  for (let block = 0; block < all; block++)
    if (offsets.at(block) + byteCounts.at(block) > length) return false;
  return true;
}

/** All samples as [height, width, channel] in the file's byte order, out of their blocks. */
function storedBytes(bytes: Uint8Array, directory: TiffDirectory, size: number): Uint8Array {
  const { width, height, blockWidth, blockHeight, planar, samplesPerPixel, offsets, byteCounts } = directory;
  const samples = planar ? 1 : samplesPerPixel;
  const { across, all: blocks } = blocksOf(directory);
  const perPlane = across * Math.ceil(height / blockHeight);
  const all = new Uint8Array(width * height * samplesPerPixel * size);
  for (let block = 0; block < blocks; block++) {
    const [plane, place] = [Math.floor(block / perPlane), block % perPlane];
    const [left, top] = [(place % across) * blockWidth, Math.floor(place / across) * blockHeight];
    const rows = directory.tiled ? blockHeight : Math.min(blockHeight, height - top);
    const from = offsets.at(block);
    const content = readBlock(bytes.subarray(from, from + byteCounts.at(block)), directory, {
      ...{ width: blockWidth, rows, samples, size, order: directory.order },
    });
    const columns = Math.min(blockWidth, width - left);
    for (let y = 0; y < Math.min(rows, height - top); y++) {
      const row = content.subarray(
        y * blockWidth * samples * size,
        (y * blockWidth + columns) * samples * size,
      );
      const first = ((top + y) * width + left) * samplesPerPixel * size;
      if (samples === samplesPerPixel) all.set(row, first);
      else spreadPlane(row, all, { first: first + plane * size, size, step: samplesPerPixel * size });
    }
  }
  return all;
}

/** Puts a plane's samples beside those of the others. */
function spreadPlane(
  row: Uint8Array,
  into: Uint8Array,
  { first, size, step }: { readonly first: number; readonly size: number; readonly step: number },
): void {
  for (let from = 0, to = first; from < row.length; from += size, to += step)
    for (let byte = 0; byte < size; byte++) into[to + byte] = row[from + byte] as number;
}

function invalid(path: string, why: string): InputError {
  return new InputError(`invalid image ${path}: ${why}`);
}
