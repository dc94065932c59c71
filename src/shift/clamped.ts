// What leaves a shift is in range again: interpolations overshoot, and light has an end.

import { clamp } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";

/** Null where there is no bound. */
export type Bounds = readonly [low: number | null, high: number | null];

/** Those of pictures. */
export const UNIT: Bounds = [0, 1];

/** Width of the band around the bounds in which a clamp still passes the derivative: values there are the bound, rounded. */
const CLAMP_BAND = 1e-5;
/** Stands for no bound where the other side has one. */
const FAR = 3e38;

/** Clamped to its bounds; the derivative is 1 up to 1e-5 beyond them, else 0 (fixtures: rotation, shifts). */
export function within(value: Value, [low, high]: Bounds): Value {
  if (low === null && high === null) return value;
  return clamp(value, low ?? -FAR, high ?? FAR, CLAMP_BAND);
}

/** Pictures clamped to [0, 1]. */
export function clamped(pictures: Value): Value {
  return within(pictures, UNIT);
}
