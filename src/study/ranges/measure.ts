// What is measured of one picture: a few numbers, whatever its size.

import { OWN_SIZE, sizesFor } from "../../core/acting-size.ts";
import type { PictureSize, RgbImage } from "../../core/image.ts";
import { resizeBicubic } from "../../image/resize.ts";
import { type Foreground, findForeground, type NoPart } from "./foreground.ts";
import { type Levels, levelReader } from "./levels.ts";
import { noiseLevel } from "./noise-level.ts";
import { type Rosette, rosetteOf } from "./orientation.ts";
import { type Sharpness, sharpnessOf, smoothed } from "./sharpness.ts";

/** The longer side at which colours and the pose are measured, in pixels. */
const SMALL = 256;

/** Where the part is, relative to the picture. */
export interface PartPlace {
  /** From the picture's middle, in units of its width. */
  readonly x: number;
  readonly y: number;
  /** Its outline's area at several thresholds, as shares of the picture; NaN where there is none. */
  readonly areas: readonly number[];
}

/** What is measured at the size at which optics and sensors act. */
export interface FineMeasures {
  /** Standard deviation of the noise; NaN where all is black or white. */
  readonly noise: number;
  readonly sharpness: Sharpness;
}

export interface Measured extends FineMeasures {
  readonly size: PictureSize;
  readonly isGrey: boolean;
  readonly part: PartPlace | NoPart;
  /** Light of the background, of the part, and of the whole picture; null without a part. */
  readonly background: Levels | null;
  readonly foreground: Levels | null;
  readonly whole: Levels;
}

export interface MeasuredWithRosette extends Measured {
  readonly rosette: Rosette | null;
}

/** Measures a picture: noise and sharpness at the size at which shifts act, the rest on a small copy. */
export function measurePicture(picture: RgbImage): MeasuredWithRosette {
  const acting = atActingSize(picture);
  const small = softened(atMost(acting, SMALL));
  const part = findForeground(small);
  const levelsIn = levelReader(small);
  const isGrey = picture.isGrey === true || isColourless(small);
  const found = typeof part === "string" ? null : part;
  const clear = found?.isClear === true ? found : null;
  return {
    size: { width: picture.width, height: picture.height },
    isGrey,
    part: typeof part === "string" ? part : clear === null ? "unclear" : placeOf(clear),
    background: found === null ? null : levelsIn(found.background),
    foreground: clear === null ? null : levelsIn(clear.mask),
    whole: levelsIn(null),
    ...fineMeasures(acting, isGrey),
    rosette: clear === null ? null : rosetteOf(clear),
  };
}

/** A picture at the size at which optics and sensors act. */
export function atActingSize(picture: RgbImage): RgbImage {
  const { width, height } = sizesFor({ workingSize: (size) => size }, OWN_SIZE)(picture).acting;
  return width === picture.width && height === picture.height
    ? picture
    : resizeBicubic(picture, width, height);
}

/** Noise and sharpness of a picture at its acting size. */
export function fineMeasures({ width, height, data }: RgbImage, isGrey: boolean): FineMeasures {
  const plane = width * height;
  const grey = new Float32Array(plane);
  for (let at = 0; at < plane; at++)
    grey[at] = ((data[at] as number) + (data[plane + at] as number) + (data[2 * plane + at] as number)) / 3;
  const ofGrey = noiseLevel(grey, width, height);
  const channels = isGrey
    ? []
    : [0, 1, 2].map((channel) => data.subarray(channel * plane, (channel + 1) * plane));
  const squares = channels
    .map((channel) => noiseLevel(channel, width, height) ** 2)
    .filter((square) => !Number.isNaN(square));
  const noise = isGrey
    ? ofGrey
    : Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
  return { noise, sharpness: sharpnessOf(grey, width, height, Number.isNaN(ofGrey) ? 0 : ofGrey) };
}

function placeOf({ width, height, areas, x, y }: Foreground): PartPlace {
  return {
    x: (x - (width - 1) / 2) / width,
    y: (y - (height - 1) / 2) / width,
    areas: areas.map((area) => area / (width * height)),
  };
}

function atMost(picture: RgbImage, longest: number): RgbImage {
  const factor = longest / Math.max(picture.width, picture.height);
  if (factor >= 1) return picture;
  const [width, height] = [picture.width, picture.height].map((side) =>
    Math.max(1, Math.round(side * factor)),
  );
  return resizeBicubic(picture, width ?? 1, height ?? 1);
}

/** Smoothed by about a pixel, so that noise neither frays outlines nor lifts dark levels. */
function softened({ width, height, data }: RgbImage): RgbImage {
  const soft = new Float32Array(data.length);
  const plane = width * height;
  for (let channel = 0; channel < 3; channel++) {
    const from = channel * plane;
    soft.set(smoothed(data.subarray(from, from + plane), width, height, 1), from);
  }
  return { width, height, data: soft };
}

/** True where red, green and blue are the same but for rounding. */
function isColourless({ width, height, data }: RgbImage): boolean {
  const plane = width * height;
  let sum = 0;
  for (let at = 0; at < plane; at++) {
    const green = data[plane + at] as number;
    sum += Math.abs((data[at] as number) - green) + Math.abs((data[2 * plane + at] as number) - green);
  }
  return sum / (2 * plane) < 0.25 / 255;
}
