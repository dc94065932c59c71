// Which decoder reads a file: known by its first bytes, never by its name.

import { InputError } from "../core/errors.ts";
import { bmpSize, decodeBmp, isBmp } from "./bmp.ts";
import type { Pixels } from "./pixels.ts";
import { type ColourReading, decodeWithSharp, type Header, headerOf } from "./sharp.ts";
import { decodeTiff, hasWideSamples, tiffSize } from "./tiff.ts";
import { type TiffDirectory, tiffDirectory } from "./tiff-directory.ts";

export interface DecodeOptions {
  readonly colours: ColourReading;
  readonly pixelLimit: number;
}

/** What is true of the formats that are read here. */
const RGB = { isCmyk: false, hasProfile: false };

/** A file's pixels, upright, at their own depth; InputError naming the file. */
export async function decodePixels(bytes: Uint8Array, path: string, options: DecodeOptions): Promise<Pixels> {
  if (isBmp(bytes)) return decodeBmp(bytes, path, options.pixelLimit);
  const wide = wideTiff(bytes, path);
  if (wide !== null) return decodeTiff(bytes, wide, path, options.pixelLimit);
  return await decodeWithSharp(bytes, path, options);
}

/** What a file's header says of its pixels; InputError naming the file. */
export async function readHeader(bytes: Uint8Array, path: string): Promise<Header> {
  if (isBmp(bytes)) return { ...bmpSize(bytes, path), isGrey: false, ...RGB, bits: 8 };
  const wide = wideTiff(bytes, path);
  if (wide === null) return await headerOf(bytes, path);
  const isGrey = wide.samplesPerPixel === 1;
  return { ...tiffSize(wide), isGrey, ...RGB, bits: wide.bitsPerSample };
}

/** A TIFF of samples that the library would narrow. */
function wideTiff(bytes: Uint8Array, path: string): TiffDirectory | null {
  const directory = tiffDirectory(bytes);
  if (directory === null || !hasWideSamples(directory)) return null;
  if (directory.pages > 1)
    throw new InputError(`invalid image ${path}: ${directory.pages} pages or frames; expected one picture`);
  return directory;
}
