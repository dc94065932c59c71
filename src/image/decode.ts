// Which decoder reads a file: known by its first bytes, never by its name. Every picture's memory is claimed before it
// is decoded.

import { InputError } from "../core/errors.ts";
import { bmpSize, decodeBmp } from "./bmp.ts";
import type { Claim } from "./decoding-line.ts";
import { readableKind } from "./first-bytes.ts";
import { checkPixelCount, type Pixels } from "./pixels.ts";
import { type ColourReading, decodeWithSharp, type Header, headerOf, type LibraryKind } from "./sharp.ts";
import { blockBytes, decodeTiff, hasWideSamples, tiffSize, wideTiffBytes } from "./tiff.ts";
import { type TiffDirectory, tiffDirectory } from "./tiff-directory.ts";

export interface Decoding {
  readonly colours: ColourReading;
  readonly claim: Claim;
  /** Bytes for each pixel that the caller makes of what is decoded. */
  readonly later?: number;
}

/** A file whose header has been read. */
export interface EncodedPicture {
  readonly header: Header;
  /** The pixels, upright, at their own depth; InputError naming the file. */
  decode(decoding: Decoding): Promise<Pixels>;
}

/** Reads a file's header; InputError naming the file, also where it has more pixels than the limit. */
export async function openPicture(
  bytes: Uint8Array,
  path: string,
  pixelLimit?: number,
): Promise<EncodedPicture> {
  const kind = readableKind(bytes, path);
  if (kind === "bmp") return openBmp(bytes, path, pixelLimit);
  const directory = kind === "tiff" ? tiffDirectory(bytes) : null;
  // The library may still make something of such a file, and nobody knows of how much memory.
  if (kind === "tiff" && directory === null) throw damaged(path);
  if (directory !== null && directory.pages > 1)
    throw new InputError(`invalid image ${path}: ${directory.pages} pages or frames; expected one picture`);
  if (directory !== null && hasWideSamples(directory)) return openWide(bytes, directory, path, pixelLimit);
  const picture = await openWithLibrary(bytes, kind, directory, path, pixelLimit);
  if (directory !== null && !isOfSize(directory, picture.header)) throw damaged(path);
  return picture;
}

/** True where the library reads the same size out of a directory, upright or not. */
function isOfSize(
  { width, height }: TiffDirectory,
  header: { readonly width: number; readonly height: number },
): boolean {
  return (
    Math.min(width, height) === Math.min(header.width, header.height) &&
    Math.max(width, height) === Math.max(header.width, header.height)
  );
}

function damaged(path: string): InputError {
  return new InputError(`invalid image ${path}: its directory is damaged; save it again`);
}

/** What is true of the formats that are read here. */
const RGB = { isCmyk: false, hasProfile: false };

function openBmp(bytes: Uint8Array, path: string, pixelLimit?: number): EncodedPicture {
  const { width, height, channels } = bmpSize(bytes, path);
  checkPixelCount(width, height, path, pixelLimit);
  return {
    header: { width, height, isGrey: false, ...RGB, bits: 8 },
    decode: async ({ claim, later = 0 }) => {
      await claim(width * height * (channels + later));
      return decodeBmp(bytes, path);
    },
  };
}

/** A TIFF of samples that the library would narrow. */
function openWide(
  bytes: Uint8Array,
  directory: TiffDirectory,
  path: string,
  pixelLimit?: number,
): EncodedPicture {
  const { width, height } = tiffSize(directory);
  checkPixelCount(width, height, path, pixelLimit);
  const [isGrey, bits] = [directory.samplesPerPixel === 1, directory.bitsPerSample];
  return {
    header: { width, height, isGrey, ...RGB, bits },
    decode: async ({ claim, later = 0 }) => {
      await claim(wideTiffBytes(directory, path) + width * height * later);
      return decodeTiff(bytes, directory, path);
    },
  };
}

async function openWithLibrary(
  bytes: Uint8Array,
  kind: LibraryKind,
  directory: TiffDirectory | null,
  path: string,
  pixelLimit?: number,
): Promise<EncodedPicture> {
  const header = await headerOf(bytes, kind, path);
  const { width, height, bytesPerPixel } = header;
  checkPixelCount(width, height, path, pixelLimit);
  const block = directory === null ? 0 : blockBytes(directory);
  return {
    header,
    decode: async ({ colours, claim, later = 0 }) => {
      await claim(width * height * (bytesPerPixel + later) + block);
      return await decodeWithSharp(bytes, header, path, colours);
    },
  };
}
