// Scores of any number type to their last bit. A 64-bit integer does not fit a float64: it is kept as the nearest
// float64 and what is left, and the order of these pairs is the order of the numbers, across types.

import type { NumericArray } from "./numeric-array.ts";

/** Numbers high + low: `high` is the nearest float64, `low` the rest (|low| ≤ 1024); null where it is 0 everywhere. */
export interface ExactValues {
  readonly high: Float64Array;
  readonly low: Int16Array | null;
}

/** The numbers of an array, exactly. */
export function exactValues(data: NumericArray): ExactValues {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return exactIntegers(data);
  return { high: data instanceof Float64Array ? data : Float64Array.from(data), low: null };
}

/** The numbers as float32 where every one of them is a float32; null where one is not. */
export function asFloat32(data: NumericArray): Float32Array | null {
  if (data instanceof Float32Array) return data;
  const { high, low } = exactValues(data);
  if (low !== null) return null;
  const narrow = Float32Array.from(high);
  for (let index = 0; index < high.length; index++) {
    const value = high[index] as number;
    if (narrow[index] !== value && !Number.isNaN(value)) return null;
  }
  return narrow;
}

/** Negative, 0 or positive as the first number is below, equal to or above the second. */
export function compareExact(high: number, low: number, otherHigh: number, otherLow: number): number {
  return high === otherHigh ? low - otherLow : high < otherHigh ? -1 : 1;
}

function exactIntegers(data: BigInt64Array | BigUint64Array): ExactValues {
  const words = new Uint32Array(data.buffer, data.byteOffset, 2 * data.length);
  const signed = data instanceof BigInt64Array;
  const high = new Float64Array(data.length);
  const low = new Int16Array(data.length);
  let exact = true;
  for (let index = 0; index < data.length; index++) {
    const upperWord = words[2 * index + 1] as number;
    const upper = (signed ? upperWord | 0 : upperWord) * 2 ** 32;
    const lower = words[2 * index] as number;
    const sum = upper + lower;
    // Both words are exact, so what the sum rounded away is exact too (Dekker's fast two-sum).
    const rest = lower - (sum - upper);
    high[index] = sum;
    low[index] = rest;
    if (rest !== 0) exact = false;
  }
  return { high, low: exact ? null : low };
}
