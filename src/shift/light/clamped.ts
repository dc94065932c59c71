// What leaves a shift of the light is in [0, 1] again.

import { clamp } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";

/** Width of the band around 0 and 1 in which the clamp still passes the derivative: values there are 0 or 1, rounded. */
const BAND = 1e-5;

/** Clamped to [0, 1] with the derivative 1 from −1e-5 to 1 + 1e-5, else 0 (fixtures: shifts). */
export function clamped(values: Value): Value {
  return clamp(values, 0, 1, BAND);
}
