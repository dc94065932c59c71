// Pictures from and to files; the sole importer of the decoder. Decoding only: the measured resize is resize.ts.

import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import sharp from "sharp";
import { InputError, unreadableFile } from "../core/errors.ts";
import type { Mask, RgbImage } from "../core/image.ts";
import { decodeNpy } from "../core/npy.ts";
import { standInOf } from "../core/stand-in.ts";

/** A picture beyond this is refused: decoding it could exhaust the memory. */
const PIXEL_LIMIT = 100_000_000;

sharp.cache(false);

export interface FloatMap {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * A picture as RGB in [0, 1]: EXIF orientation applied, 16-bit and grey converted, .npy as (3, H, W) floats.
 * Throws InputError naming the file: missing, empty, corrupt, too large, animated, or truly transparent.
 */
export async function decodeImage(path: string): Promise<RgbImage> {
  const bytes = await readBytes(path);
  if (isNpy(path)) return imageFromNpy(bytes, path);
  return await decodeImageBytes(bytes, path);
}

/** As decodeImage, of an encoded picture in memory; `path` is what messages call it. Beyond `pixelLimit` it is refused. */
export async function decodeImageBytes(
  bytes: Uint8Array,
  path: string,
  pixelLimit: number = PIXEL_LIMIT,
): Promise<RgbImage> {
  const options = { orient: true, rgb: true, pixelLimit };
  const { data, width, height, channels } = await decodePixels(bytes, path, options);
  const pixels = width * height;
  const scale = data instanceof Uint16Array ? 65535 : 255;
  if (channels === 4 && !isOpaque(data, scale)) {
    throw new InputError(`invalid image ${path}: it is transparent; flatten it onto its background first`);
  }
  const planar = new Float32Array(3 * pixels);
  for (let channel = 0; channel < 3; channel++) {
    for (let at = 0; at < pixels; at++)
      planar[channel * pixels + at] = (data[at * channels + channel] as number) / scale;
  }
  return { width, height, data: planar };
}

/** Width and height of a picture as `decodeImage` gives it, from its header alone. InputError naming the file. */
export async function pictureSize(path: string): Promise<{ width: number; height: number }> {
  const bytes = await readBytes(path);
  if (isNpy(path)) {
    const { width, height } = imageFromNpy(bytes, path);
    return { width, height };
  }
  try {
    const { autoOrient } = await sharp(bytes).metadata();
    return { width: autoOrient.width, height: autoOrient.height };
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** A mask: any non-zero pixel of any colour channel is anomalous. .npy as (H, W). InputError naming the file. */
export async function decodeMask(path: string): Promise<Mask> {
  const bytes = await readBytes(path);
  if (isNpy(path)) {
    const { width, height, data } = planeFromNpy(bytes, path);
    return { width, height, data: Uint8Array.from(data, (value) => (value !== 0 ? 1 : 0)) };
  }
  const options = { orient: true, rgb: false, pixelLimit: PIXEL_LIMIT };
  const { data, width, height, channels } = await decodePixels(bytes, path, options);
  const coloured = channels === 2 || channels === 4 ? channels - 1 : channels;
  const mask = new Uint8Array(width * height);
  for (let at = 0; at < mask.length; at++) {
    for (let channel = 0; channel < coloured; channel++)
      if (data[at * channels + channel] !== 0) mask[at] = 1;
  }
  return { width, height, data: mask };
}

/** The mask of a picture or map of the given size; InputError where the two sizes differ, naming the `owner`. */
export async function decodeMaskOf(
  path: string,
  owner: string,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Mask> {
  const mask = await decodeMask(path);
  if (mask.width !== width || mask.height !== height) {
    throw new InputError(
      `invalid mask ${path}: ${mask.width}×${mask.height} pixels, but ${owner} has ${width}×${height}`,
    );
  }
  return mask;
}

/** A map of scores: .npy (H, W) or float TIFF. InputError naming the file, also for NaN and Infinity. */
export async function decodeFloatMap(path: string): Promise<FloatMap> {
  const bytes = await readBytes(path);
  if (isNpy(path)) {
    const { width, height, data } = planeFromNpy(bytes, path);
    return { width, height, data: Float32Array.from(data) };
  }
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: PIXEL_LIMIT })
      .extractChannel(0)
      .raw({ depth: "float" })
      .toBuffer({ resolveWithObject: true });
    const values = new Float32Array(new Uint8Array(data).buffer);
    checkFinite(values, path);
    return { width: info.width, height: info.height, data: values };
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** PNG of a picture; values are clamped to [0, 1] and rounded to 8 bits. */
export async function encodePng({ width, height, data }: RgbImage): Promise<Buffer> {
  const pixels = width * height;
  const interleaved = new Uint8Array(3 * pixels);
  for (let at = 0; at < pixels; at++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = Math.min(1, Math.max(0, data[channel * pixels + at] as number));
      interleaved[3 * at + channel] = Math.round(255 * value);
    }
  }
  return sharp(interleaved, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** PNG of one 8-bit channel. */
export async function encodeGreyPng(grey: {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}): Promise<Buffer> {
  const { width, height, data } = grey;
  return sharp(data, { raw: { width, height, channels: 1 } })
    .toColourspace("b-w")
    .png()
    .toBuffer();
}

/** PNG of a mask, 0 or 255. */
export async function encodeMaskPng(mask: Mask): Promise<Buffer> {
  return encodeGreyPng({ ...mask, data: mask.data.map((value) => 255 * value) });
}

async function readBytes(path: string): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw unreadableFile(path, error);
  }
  if (bytes.length === 0) throw new InputError(`invalid file ${path}: it is empty`);
  const standIn = standInOf(bytes);
  if (standIn !== null) throw new InputError(`invalid file ${path}: ${standIn}`);
  return bytes;
}

interface Pixels {
  readonly data: Uint8Array | Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

async function decodePixels(
  bytes: Uint8Array,
  path: string,
  { orient, rgb, pixelLimit }: { orient: boolean; rgb: boolean; pixelLimit: number },
): Promise<Pixels> {
  try {
    const source = sharp(bytes, { limitInputPixels: pixelLimit, failOn: "error" });
    const { pages = 1, depth, width, height } = await source.metadata();
    if (pages > 1)
      throw new InputError(`invalid image ${path}: ${pages} pages or frames; expected one picture`);
    if ((width ?? 0) * (height ?? 0) > pixelLimit) {
      throw new InputError(
        `invalid image ${path}: ${width}×${height} pixels; at most ${pixelLimit / 1e6} million`,
      );
    }
    const deep = depth === "ushort";
    const oriented = orient ? source.rotate() : source;
    const coloured = rgb ? oriented.toColourspace(deep ? "rgb16" : "srgb") : oriented;
    const { data, info } = await coloured
      .raw({ depth: deep ? "ushort" : "uchar" })
      .toBuffer({ resolveWithObject: true });
    const copy = new Uint8Array(data);
    return {
      data: deep ? new Uint16Array(copy.buffer) : copy,
      width: info.width,
      height: info.height,
      channels: info.channels,
    };
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): unknown {
  if (error instanceof InputError) return error;
  const why = String(error instanceof Error ? error.message : error).split("\n", 1)[0];
  return new InputError(`invalid image ${path}: it cannot be decoded (${why})`);
}

function isOpaque(data: Uint8Array | Uint16Array, full: number): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== full) return false;
  return true;
}

function isNpy(path: string): boolean {
  return extname(path).toLowerCase() === ".npy";
}

function imageFromNpy(bytes: Uint8Array, path: string): RgbImage {
  const { shape, data } = decodeNpy(bytes, path);
  const [channels, height = 0, width = 0] = shape;
  if (shape.length !== 3 || channels !== 3 || width * height === 0) {
    throw new InputError(`invalid array ${path}: shape (${shape.join(", ")}); expected (3, H, W)`);
  }
  const values = Float32Array.from(data);
  checkFinite(values, path);
  return { width, height, data: values };
}

function planeFromNpy(bytes: Uint8Array, path: string): FloatMap {
  const { shape, data } = decodeNpy(bytes, path);
  const [height = 0, width = 0] = shape;
  if (shape.length !== 2 || width * height === 0) {
    throw new InputError(`invalid array ${path}: shape (${shape.join(", ")}); expected (H, W)`);
  }
  const values = Float32Array.from(data);
  checkFinite(values, path);
  return { width, height, data: values };
}

function checkFinite(values: Float32Array, path: string): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0)
    throw new InputError(`invalid array ${path}: element ${at} is ${values[at]}; expected finite numbers`);
}
