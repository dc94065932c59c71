// The decoder library, behind one door: pictures of 8 and 16 bits in, PNG out.

import sharp from "sharp";
import { InputError } from "../core/errors.ts";
import { checkPixelCount, type Pixels } from "./pixels.ts";

sharp.cache(false);

/** How colours come: as a viewer shows them (profiles applied), or as they are stored. */
export type ColourReading = "viewed" | "stored";

/** What a header says, without decoding. */
export interface Header {
  /** Upright. */
  readonly width: number;
  readonly height: number;
  /** True for a single channel without colours, palettes and alpha. */
  readonly isGrey: boolean;
  readonly isCmyk: boolean;
  /** True where a colour profile says how the samples look. */
  readonly hasProfile: boolean;
  /** Bits of a sample: 8 or 16. */
  readonly bits: number;
}

/** The header; InputError naming the file where it is damaged, holds several pictures, or is of an unread kind. */
export async function headerOf(bytes: Uint8Array, path: string): Promise<Header> {
  try {
    const metadata = await sharp(bytes).metadata();
    const { space, channels, hasAlpha, hasProfile, depth, autoOrient, pages = 1 } = metadata;
    const frames = Math.max(pages, framesOfPng(bytes));
    if (frames > 1)
      throw new InputError(`invalid image ${path}: ${frames} pages or frames; expected one picture`);
    const isCmyk = space === "cmyk";
    const colours = channels - Number(hasAlpha);
    if (!(colours === 1 || colours === 3 || (isCmyk && colours === 4)))
      throw new InputError(`invalid image ${path}: ${channels} channels; expected grey or colours`);
    return {
      ...{ width: autoOrient.width, height: autoOrient.height, isCmyk, hasProfile },
      ...{ isGrey: channels === 1, bits: depth === "ushort" ? 16 : 8 },
    };
  } catch (error) {
    throw undecodable(path, error);
  }
}

/** The pixels upright, as grey, RGB or RGBA, of 8 or 16 bits; InputError naming the file. */
export async function decodeWithSharp(
  bytes: Uint8Array,
  path: string,
  { colours, pixelLimit }: { readonly colours: ColourReading; readonly pixelLimit: number },
): Promise<Pixels> {
  const { width, height, bits, isGrey, isCmyk, hasProfile } = await headerOf(bytes, path);
  if (isCmyk && !hasProfile)
    throw new InputError(
      `invalid image ${path}: CMYK without a colour profile, so its look is unknown; save it as RGB`,
    );
  checkPixelCount(width, height, path, pixelLimit);
  const deep = bits === 16;
  // A profile's curve is one of colours: grey that is viewed by it becomes RGB.
  const grey = isGrey && (colours === "stored" || !hasProfile);
  const space = grey ? (deep ? "grey16" : "b-w") : deep ? "rgb16" : "srgb";
  try {
    const { data, info } = await sharp(bytes, {
      limitInputPixels: pixelLimit,
      failOn: "error",
      ignoreIcc: colours === "stored",
    })
      .rotate()
      .toColourspace(space)
      .raw({ depth: deep ? "ushort" : "uchar" })
      .toBuffer({ resolveWithObject: true });
    const samples = new Uint8Array(data.buffer, data.byteOffset, data.length);
    return {
      ...{ width: info.width, height: info.height, channels: info.channels, hasAlpha: info.channels === 4 },
      ...{ data: deep ? new Uint16Array(samples.slice().buffer) : samples, white: deep ? 65_535 : 255 },
    };
  } catch (error) {
    throw undecodable(path, error);
  }
}

/** PNG of interleaved 8-bit samples, grey or RGB. */
export async function encodeWithSharp(
  data: Uint8Array,
  shape: { readonly width: number; readonly height: number; readonly channels: 1 | 3 },
): Promise<Buffer> {
  const { width, height, channels } = shape;
  const image = sharp(data, { raw: { width, height, channels } });
  return await (channels === 1 ? image.toColourspace("b-w") : image).png().toBuffer();
}

function undecodable(path: string, error: unknown): unknown {
  if (error instanceof InputError) return error;
  const why = String(error instanceof Error ? error.message : error).split("\n", 1)[0];
  return new InputError(`invalid image ${path}: it cannot be decoded (${why})`);
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Frames that an animated PNG announces before its first picture, which is all that the library reads; else 1. */
function framesOfPng(bytes: Uint8Array): number {
  if (PNG_SIGNATURE.some((value, at) => bytes[at] !== value)) return 1;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = PNG_SIGNATURE.length; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === "acTL") return view.getUint32(at + 8);
    if (type === "IDAT") return 1;
  }
  return 1;
}
