// Pictures as the detector takes them: RGB, white at 1.

import { InputError } from "../core/errors.ts";
import type { PictureSize, RgbImage } from "../core/image.ts";
import { openPicture } from "./decode.ts";
import { type Claim, inDecodingLine } from "./decoding-line.ts";
import { isNpy } from "./formats.ts";
import { checkFinite, type Pixels, type PlainArray, plainNumbers } from "./pixels.ts";
import { pictureFromNpy, pictureSizeOfNpy } from "./plane.ts";
import { withBytes } from "./read-bytes.ts";
import type { ReadingRules } from "./rules.ts";

type PictureRules = Pick<ReadingRules, "whiteLevel">;

/** How far values may lie beyond black and white: as far as a bicubic resize overshoots. */
const OVERSHOOT = 0.2;

/**
 * A picture as RGB, nominally in [0, 1]: upright by its EXIF orientation, colours as a viewer shows them, grey as three
 * channels, .npy as (3, H, W). Values are divided by the rule's white level, else by the white that their type states.
 * InputError naming the file: missing, empty, corrupt, too large, of several pages, transparent, of unstated scale.
 */
export async function decodeImage(path: string, rules: PictureRules = {}): Promise<RgbImage> {
  return await withBytes(path, async (bytes, claim) =>
    isNpy(path)
      ? await imageFromNpy(bytes, path, claim, rules)
      : await imageOf(bytes, path, { claim, pixelLimit: undefined, rules }),
  );
}

/** As decodeImage, of an encoded picture in memory; `path` is what messages call it. Beyond `pixelLimit` it is refused. */
export async function decodeImageBytes(
  bytes: Uint8Array,
  path: string,
  pixelLimit?: number,
  rules: PictureRules = {},
): Promise<RgbImage> {
  return await inDecodingLine(path, 0, (claim) => imageOf(bytes, path, { claim, pixelLimit, rules }));
}

async function imageOf(
  bytes: Uint8Array,
  path: string,
  {
    claim,
    pixelLimit,
    rules,
  }: { readonly claim: Claim; readonly pixelLimit: number | undefined; readonly rules: PictureRules },
): Promise<RgbImage> {
  const pixels = await (await openPicture(bytes, path, pixelLimit)).decode({ colours: "viewed", claim });
  const { width, height, channels, hasAlpha, white } = pixels;
  if (hasAlpha && !isOpaque(pixels)) {
    throw new InputError(`invalid image ${path}: it is transparent; flatten it onto its background first`);
  }
  const colours = channels - Number(hasAlpha);
  const size = { width, height, ...(colours === 1 ? { isGrey: true } : {}) };
  if (rules.whiteLevel === undefined && (white === 255 || white === 65_535)) {
    return whenAsked(pixels, quotientsBy(white), size);
  }
  const samples = plainNumbers(pixels.data);
  checkFinite(samples, path);
  const stated = checkedWhite(rangeOf(samples, channels, colours), white, path, rules);
  return whenAsked({ ...pixels, data: samples }, dividedBy(stated), size);
}

/** Writes the quotients of every `channels`-th sample from one on. */
type RowWriter = (samples: PlainArray, from: number, channels: number, into: Float32Array) => void;

/** Of unsigned integers: a table of the quotients takes half the time of dividing every sample. */
function quotientsBy(white: number): RowWriter {
  const quotient = Float32Array.from({ length: white + 1 }, (_, value) => value / white);
  return (samples, from, channels, into) => {
    for (let column = 0, at = from; column < into.length; column++, at += channels)
      into[column] = quotient[samples[at] as number] as number;
  };
}

/** Of any numbers, as float32. */
function dividedBy(white: number): RowWriter {
  return (samples, from, channels, into) => {
    for (let column = 0, at = from; column < into.length; column++, at += channels)
      into[column] = Math.fround(samples[at] as number) / white;
  };
}

/**
 * Samples divided by their white: rows as they are read, all of them where somebody asks for `data`. Most pictures are
 * resized at once, and what is never made need not be freed.
 */
function whenAsked(
  { data, channels, hasAlpha }: Pixels,
  writeRow: RowWriter,
  size: Omit<RgbImage, "data">,
): RgbImage {
  const { width, height } = size;
  const samples = plainNumbers(data);
  const step = channels - Number(hasAlpha) === 1 ? 0 : 1;
  const readRow = (channel: number, row: number, into: Float32Array): void => {
    writeRow(samples, row * width * channels + channel * step, channels, into.subarray(0, width));
  };
  let made: Float32Array | undefined;
  const picture: RgbImage = {
    ...size,
    get data() {
      if (made !== undefined) return made;
      made = new Float32Array(3 * width * height);
      for (let line = 0; line < 3 * height; line++)
        readRow(Math.floor(line / height), line % height, made.subarray(line * width, (line + 1) * width));
      return made;
    },
  };
  // Not enumerable: a copy of the picture with other data must not keep it.
  return Object.defineProperty(picture, "readRow", { value: readRow });
}

/** Width and height of a picture as `decodeImage` gives it, from its header alone. InputError naming the file. */
export async function pictureSize(path: string): Promise<PictureSize> {
  return await withBytes(path, async (bytes) => {
    if (isNpy(path)) return pictureSizeOfNpy(bytes, path);
    const { width, height } = (await openPicture(bytes, path)).header;
    return { width, height };
  });
}

/** The highest value of a picture of 16 unsigned bits; null of any other depth. InputError naming the file. */
export async function highestOf16Bits(path: string): Promise<number | null> {
  if (isNpy(path)) return null;
  return await withBytes(path, async (bytes, claim) => {
    const picture = await openPicture(bytes, path);
    if (picture.header.bits !== 16) return null;
    const { data, channels, hasAlpha } = await picture.decode({ colours: "stored", claim });
    if (!(data instanceof Uint16Array)) return null;
    return rangeOf(data, channels, channels - Number(hasAlpha))[1];
  });
}

async function imageFromNpy(
  bytes: Uint8Array,
  path: string,
  claim: Claim,
  rules: PictureRules,
): Promise<RgbImage> {
  const { width, height, data, white: typical } = await pictureFromNpy(bytes, path, claim);
  const numbers = plainNumbers(data);
  const values = numbers instanceof Float32Array ? numbers : new Float32Array(numbers);
  const white = checkedWhite(rangeOf(values, 1, 1), typical, path, rules);
  if (white !== 1) for (let at = 0; at < values.length; at++) values[at] = (values[at] as number) / white;
  return { width, height, data: values };
}

/** The white that values are divided by; InputError where they then lie beyond black and white, or it is not stated. */
function checkedWhite(
  [low, high]: readonly [low: number, high: number],
  stated: number | null,
  path: string,
  { whiteLevel }: PictureRules,
): number {
  const white = whiteLevel ?? stated;
  if (white !== null && low >= -OVERSHOOT * white && high <= (1 + OVERSHOOT) * white) return white;
  const range = `its values reach from ${low} to ${high}`;
  if (whiteLevel !== undefined)
    throw new InputError(`invalid --white-level ${whiteLevel} of ${path}: ${range}`);
  throw new InputError(
    `invalid image ${path}: ${range}, and its type does not say which is white; name that with --white-level`,
  );
}

/** Lowest and highest float32 of the first `colours` of each pixel's `channels` samples. */
function rangeOf(
  samples: PlainArray,
  channels: number,
  colours: number,
): readonly [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (let pixel = 0; pixel < samples.length; pixel += channels) {
    for (let at = pixel; at < pixel + colours; at++) {
      const value = Math.fround(samples[at] as number);
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return [low, high];
}

function isOpaque({ data, channels, white }: Pixels): boolean {
  const full = white ?? Number(data[channels - 1]);
  for (let at = channels - 1; at < data.length; at += channels) if (Number(data[at]) !== full) return false;
  return true;
}
