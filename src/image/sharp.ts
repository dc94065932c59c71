// The decoder library, behind one door: pictures of 8 and 16 bits in, PNG out.

import sharp, { type Metadata } from "sharp";
import { InputError } from "../core/errors.ts";
import { shownText } from "../core/shown-text.ts";
import type { PictureKind } from "./first-bytes.ts";
import { swapsSides, upright } from "./orientation.ts";
import type { Pixels } from "./pixels.ts";

sharp.cache(false);
// It reads some thirty formats, documents that name other files among them: all but ours are shut.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: ["VipsForeignLoadPng", "VipsForeignLoadJpeg", "VipsForeignLoadWebp", "VipsForeignLoadTiff"],
});

/** The formats that the library reads for us. */
export type LibraryKind = Exclude<PictureKind, "bmp">;

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

/** And what decoding it takes. */
export interface LibraryHeader extends Header {
  /** EXIF's, 1 to 8; others are upright. */
  readonly orientation: number;
  /** Memory for each pixel while it is decoded, its samples included. */
  readonly bytesPerPixel: number;
}

/** No pixel limit of the library's own: the header is checked against ours before anything is decoded. */
const ANY_SIZE = { limitInputPixels: false, unlimited: false } as const;

/** The header; InputError naming the file where it is damaged, holds several pictures, or is of an unread kind. */
export async function headerOf(bytes: Uint8Array, kind: LibraryKind, path: string): Promise<LibraryHeader> {
  try {
    const metadata = await sharp(bytes, ANY_SIZE).metadata();
    const { space, channels, hasAlpha, hasProfile, depth, autoOrient, orientation = 1, pages = 1 } = metadata;
    const frames = Math.max(pages, framesOfPng(bytes));
    if (frames > 1)
      throw new InputError(`invalid image ${path}: ${frames} pages or frames; expected one picture`);
    const isCmyk = space === "cmyk";
    const colours = channels - Number(hasAlpha);
    if (!(colours === 1 || colours === 3 || (isCmyk && colours === 4)))
      throw new InputError(`invalid image ${path}: ${channels} channels; expected grey or colours`);
    const isGrey = channels === 1;
    const bits = depth === "ushort" ? 16 : 8;
    const pixel = (isGrey && !hasProfile ? 1 : hasAlpha ? 4 : 3) * (bits / 8);
    return {
      ...{
        width: autoOrient.width,
        height: autoOrient.height,
        isCmyk,
        hasProfile,
        isGrey,
        bits,
        orientation,
      },
      bytesPerPixel: pixel * (orientation > 1 ? 2 : 1) + besides(kind, metadata, pixel),
    };
  } catch (error) {
    throw undecodable(path, error);
  }
}

/** Bytes for each pixel that the library keeps beside its output (measured): whole pictures, or their coefficients. */
function besides(
  kind: LibraryKind,
  {
    isProgressive,
    chromaSubsampling,
    channels,
  }: Pick<Metadata, "isProgressive" | "chromaSubsampling" | "channels">,
  pixel: number,
): number {
  if (kind === "webp") return 5;
  if (isProgressive !== true) return 0;
  if (kind === "png") return pixel;
  return chromaSubsampling === "4:2:0" ? 3 : 2 * (channels ?? 3);
}

/** The pixels upright, as grey, RGB or RGBA, of 8 or 16 bits; InputError naming the file. */
export async function decodeWithSharp(
  bytes: Uint8Array,
  { bits, isGrey, isCmyk, hasProfile, orientation }: LibraryHeader,
  path: string,
  colours: ColourReading,
): Promise<Pixels> {
  if (isCmyk && !hasProfile)
    throw new InputError(
      `invalid image ${path}: CMYK without a colour profile, so its look is unknown; save it as RGB`,
    );
  const deep = bits === 16;
  // A profile's curve is one of colours: grey that is viewed by it becomes RGB.
  const grey = isGrey && (colours === "stored" || !hasProfile);
  const space = grey ? (deep ? "grey16" : "b-w") : deep ? "rgb16" : "srgb";
  try {
    const { data, info } = await sharp(bytes, {
      ...ANY_SIZE,
      failOn: "error",
      ignoreIcc: colours === "stored",
    })
      .toColourspace(space)
      .raw({ depth: deep ? "ushort" : "uchar" })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const stored = new Uint8Array(data.buffer, data.byteOffset, data.length);
    const samples = upright(stored, { width, height, pixelBytes: channels * (bits / 8) }, orientation);
    return {
      ...(swapsSides(orientation) ? { width: height, height: width } : { width, height }),
      ...{ channels, hasAlpha: channels === 4 },
      ...{ data: deep ? inPairs(samples) : samples, white: deep ? 65_535 : 255 },
    };
  } catch (error) {
    throw undecodable(path, error);
  }
}

/** The same memory as 16-bit samples; a copy where they do not lie at an even address. */
function inPairs(bytes: Uint8Array): Uint16Array {
  const { buffer, byteOffset, length } = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
  return new Uint16Array(buffer, byteOffset, length / 2);
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

/** Most characters of what the library says. */
const SHOWN = 200;

function undecodable(path: string, error: unknown): unknown {
  if (error instanceof InputError) return error;
  const [why = ""] = String(error instanceof Error ? error.message : error).split("\n", 1);
  return new InputError(`invalid image ${path}: it cannot be decoded (${shownText(why, SHOWN)})`);
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
