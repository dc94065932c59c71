// Pictures as the detector takes them: RGB, white at 1.

import { InputError } from "../core/errors.ts";
import type { PictureSize, RgbImage } from "../core/image.ts";
import { decodeNpy } from "../core/npy.ts";
import { decodePixels, readHeader } from "./decode.ts";
import { isNpy } from "./formats.ts";
import {
  checkFinite,
  PIXEL_LIMIT,
  type Pixels,
  type PlainArray,
  plainNumbers,
  statedWhite,
} from "./pixels.ts";
import { readBytes } from "./read-bytes.ts";
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
  const bytes = await readBytes(path);
  if (isNpy(path)) return imageFromNpy(bytes, path, rules);
  return await decodeImageBytes(bytes, path, PIXEL_LIMIT, rules);
}

/** As decodeImage, of an encoded picture in memory; `path` is what messages call it. Beyond `pixelLimit` it is refused. */
export async function decodeImageBytes(
  bytes: Uint8Array,
  path: string,
  pixelLimit: number = PIXEL_LIMIT,
  rules: PictureRules = {},
): Promise<RgbImage> {
  const pixels = await decodePixels(bytes, path, { colours: "viewed", pixelLimit });
  const { width, height, channels, hasAlpha, white } = pixels;
  if (hasAlpha && !isOpaque(pixels)) {
    throw new InputError(`invalid image ${path}: it is transparent; flatten it onto its background first`);
  }
  const colours = channels - Number(hasAlpha);
  const size = { width, height, ...(colours === 1 ? { isGrey: true } : {}) };
  if (rules.whiteLevel === undefined && (white === 255 || white === 65_535)) {
    return whenAsked(pixels, white, size);
  }
  const samples = plainNumbers(pixels.data);
  checkFinite(samples, path);
  const planar = new Float32Array(3 * width * height);
  for (let channel = 0; channel < 3; channel++) {
    const from = colours === 1 ? 0 : channel;
    for (let at = 0; at < width * height; at++)
      planar[channel * width * height + at] = samples[at * channels + from] as number;
  }
  return { ...size, data: toWhite(planar, white, path, rules) };
}

/**
 * Unsigned integers divided by their white: rows as they are read, all of them where somebody asks for `data`. Most
 * pictures are resized at once, and what is never made need not be freed. A table of the quotients takes half the time
 * of dividing every sample.
 */
function whenAsked(
  { data: samples, channels, hasAlpha }: Pixels,
  white: number,
  size: Omit<RgbImage, "data">,
): RgbImage {
  const { width, height } = size;
  const quotient = Float32Array.from({ length: white + 1 }, (_, value) => value / white);
  const step = channels - Number(hasAlpha) === 1 ? 0 : 1;
  const readRow = (channel: number, row: number, into: Float32Array): void => {
    let from = row * width * channels + channel * step;
    for (let column = 0; column < width; column++, from += channels)
      into[column] = quotient[samples[from] as number] as number;
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
  const bytes = await readBytes(path);
  if (!isNpy(path)) {
    const { width, height } = await readHeader(bytes, path);
    return { width, height };
  }
  const { width, height } = imageFromNpy(bytes, path, { whiteLevel: Infinity });
  return { width, height };
}

/** The highest value of a picture of 16 unsigned bits; null of any other depth. InputError naming the file. */
export async function highestOf16Bits(path: string): Promise<number | null> {
  if (isNpy(path)) return null;
  const bytes = await readBytes(path);
  if ((await readHeader(bytes, path)).bits !== 16) return null;
  const { data, channels, hasAlpha } = await decodePixels(bytes, path, {
    ...{ colours: "stored", pixelLimit: PIXEL_LIMIT },
  });
  if (!(data instanceof Uint16Array)) return null;
  let highest = 0;
  for (let at = 0; at < data.length; at++) {
    if (hasAlpha && at % channels === channels - 1) continue;
    highest = Math.max(highest, data[at] as number);
  }
  return highest;
}

function imageFromNpy(bytes: Uint8Array, path: string, rules: PictureRules): RgbImage {
  const { shape, type, data } = decodeNpy(bytes, path);
  const [channels, height = 0, width = 0] = shape;
  if (shape.length !== 3 || channels !== 3 || width * height === 0) {
    throw new InputError(`invalid array ${path}: shape (${shape.join(", ")}); expected (3, H, W)`);
  }
  checkFinite(data, path);
  const values = Float32Array.from(plainNumbers(data));
  return { width, height, data: toWhite(values, statedWhite(type), path, rules) };
}

/** Values divided by white; InputError where they then lie beyond black and white, or white is not stated. */
function toWhite(
  values: Float32Array,
  stated: number | null,
  path: string,
  { whiteLevel }: PictureRules,
): Float32Array {
  const white = whiteLevel ?? stated;
  const [low, high] = rangeOf(values);
  if (white === null || low < -OVERSHOOT * white || high > (1 + OVERSHOOT) * white) {
    const range = `its values reach from ${low} to ${high}`;
    if (whiteLevel !== undefined)
      throw new InputError(`invalid --white-level ${whiteLevel} of ${path}: ${range}`);
    throw new InputError(
      `invalid image ${path}: ${range}, and its type does not say which is white; name that with --white-level`,
    );
  }
  if (white !== 1) for (let at = 0; at < values.length; at++) values[at] = (values[at] as number) / white;
  return values;
}

function rangeOf(values: PlainArray): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let at = 0; at < values.length; at++) {
    low = Math.min(low, values[at] as number);
    high = Math.max(high, values[at] as number);
  }
  return [low, high];
}

function isOpaque({ data, channels, white }: Pixels): boolean {
  const full = white ?? Number(data[channels - 1]);
  for (let at = channels - 1; at < data.length; at += channels) if (Number(data[at]) !== full) return false;
  return true;
}
