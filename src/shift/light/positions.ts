// Where pixels lie across a picture: −1 at its left or upper edge, 1 at its right or lower one.

import { tensor } from "../../core/tensor.ts";
import { constant, type Value } from "../../graph/value.ts";

/** A function of the columns' places from the left edge, −1, to the right, 1: [1, 1, 1, W]. */
export function acrossWidth(width: number, of: (place: number) => number): Value {
  return constant(tensor([1, 1, 1, width], atCentres(width, of)));
}

/** A function of the rows' places from the upper edge, −1, to the lower, 1: [1, 1, H, 1]. */
export function acrossHeight(height: number, of: (place: number) => number): Value {
  return constant(tensor([1, 1, height, 1], atCentres(height, of)));
}

/** At the pixels' centres: the edges lie half a pixel beyond the first and the last. */
function atCentres(count: number, of: (place: number) => number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => of((2 * index + 1) / count - 1));
}
