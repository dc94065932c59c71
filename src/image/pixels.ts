// Pixels as a file stores them, whatever decoded it.

import { InputError } from "../core/errors.ts";
import { exactValues } from "../core/exact-values.ts";
import { beyondLimit, limitOf } from "../core/limits.ts";
import type { NumberType, NumericArray } from "../core/numeric-array.ts";

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Samples of a pixel: 1 (grey) or 3 (red, green, blue), and one more where there is alpha. */
  readonly channels: number;
  readonly hasAlpha: boolean;
  /** [height, width, channels]. */
  readonly data: NumericArray;
  /** The value of white; null where the type does not state one. */
  readonly white: number | null;
}

/** Arrays whose elements are numbers. */
export type PlainArray = Exclude<NumericArray, BigInt64Array | BigUint64Array>;

/** The value of white that a type states: the largest of 8 and 16 bits, 1 of floats, none of what else there is. */
export function statedWhite(type: NumberType | "b1"): number | null {
  if (type === "u1") return 255;
  if (type === "u2") return 65_535;
  return type === "b1" || type.startsWith("f") ? 1 : null;
}

/** The samples as numbers: integers of 64 bits to the nearest float64, which keeps what is not zero. */
export function plainNumbers(data: NumericArray): PlainArray {
  return data instanceof BigInt64Array || data instanceof BigUint64Array ? exactValues(data).high : data;
}

/** Throws InputError naming the file where a picture has no pixel, or more than a limit: by default the one of all pictures. */
export function checkPixelCount(width: number, height: number, path: string, limit?: number): void {
  if (!(width > 0 && height > 0)) throw new InputError(`invalid image ${path}: ${width}×${height} pixels`);
  const pixels = width * height;
  if (limit !== undefined && pixels > limit)
    throw new InputError(`invalid image ${path}: ${width}×${height} pixels; at most ${limit / 1e6} million`);
  const side = Math.max(width, height);
  if (pixels > limitOf("pixels"))
    throw new InputError(`invalid image ${path}: ${width}×${height} are ${beyondLimit("pixels", pixels)}`);
  if (side > limitOf("side"))
    throw new InputError(`invalid image ${path}: ${width}×${height} has ${beyondLimit("side", side)}`);
}

/** Throws InputError naming file and element where a number is NaN or infinite. */
export function checkFinite(values: NumericArray, path: string): void {
  if (!(values instanceof Float32Array || values instanceof Float64Array)) return;
  for (let at = 0; at < values.length; at++) {
    if (Number.isFinite(values[at])) continue;
    throw new InputError(`invalid array ${path}: element ${at} is ${values[at]}; expected finite numbers`);
  }
}
