// A line resampled to fewer pixels and back, as one matrix per amount: each pixel reads, bilinearly, the means of two
// neighbouring cells of the coarser line. Places are whole numbers in units of 1/m of a pixel and 1/(2n) of a cell, below
// 2²⁴ for lines of up to 2,896 pixels, so float32 rounds the finished weights alone.

import { type Tensor, tensor } from "../../core/tensor.ts";
import {
  add,
  clamp,
  divide,
  exp,
  floor,
  greaterOrEqual,
  lessOrEqual,
  multiply,
  offset,
  scale,
  select,
  subtract,
} from "../../graph/ops/index.ts";
import { constant, scalar, type Value } from "../../graph/value.ts";

/**
 * ⌊n/2^a + ½⌋, at least 1: the pixels of a line of n that is coarser by 2^a, 0 ≤ a < 3. Amounts of any shape. Exact at
 * whole amounts, where halves occur.
 */
export function coarseLength(amount: Value, length: number): Value {
  const halvings = floor(amount);
  const quarters = select(greaterOrEqual(halvings, scalar(2)), scalar(0.25), scalar(0.5));
  const whole = select(greaterOrEqual(halvings, scalar(1)), quarters, scalar(1));
  const rest = exp(scale(subtract(amount, halvings), -Math.LN2));
  return clamp(floor(offset(scale(multiply(rest, whole), length), 0.5)), 1, length, 0);
}

/**
 * What pixels of a line of n take from its pixels after an area mean to m pixels and bilinear interpolation back (pixel
 * centres at halves, ends cut): `coarse` m [P, 1, 1, 1], 1 ≤ m ≤ n → [P, 1, n (to), n (from)], or with the last two
 * axes exchanged if `transposed`. Exactly the identity where m = n.
 */
export function resampling(coarse: Value, length: number, transposed = false): Value {
  const pixels = Float32Array.from({ length }, (_, pixel) => pixel);
  const to = (values: Float32Array): Tensor => tensor(transposed ? [1, length] : [length, 1], values);
  const from = (values: Float32Array): Tensor => tensor(transposed ? [length, 1] : [1, length], values);
  const { cell, share } = sourceOf(coarse, constant(to(pixels)), length);
  const ends = multiply(coarse, constant(from(pixels.map((pixel) => pixel + 1))));
  /** How much of each pixel lies beyond the left end of a cell. */
  const beyond = (at: Value): Value => clamp(divide(subtract(ends, scale(at, length)), coarse), 0, 1, 0);
  const [left, middle, right] = [beyond(cell), beyond(offset(cell, 1)), beyond(offset(cell, 2))];
  // Differences first: they are exactly 0 for all the pixels that neither cell holds.
  const [here, next] = [subtract(left, middle), subtract(middle, right)];
  const pixelsInCell = divide(coarse, scalar(length));
  return add(
    multiply(here, multiply(offset(scale(share, -1), 1), pixelsInCell)),
    multiply(next, multiply(share, pixelsInCell)),
  );
}

/** The cell that a pixel's source position (i + ½)·m/n − ½, cut to [0, m − 1], lies in or behind, and the next's share. */
function sourceOf(
  coarse: Value,
  pixels: Value,
  length: number,
): { readonly cell: Value; readonly share: Value } {
  const unit = 2 * length;
  const position = offset(multiply(coarse, offset(scale(pixels, 2), 1)), -length);
  const last = scale(offset(coarse, -1), unit);
  const cut = select(lessOrEqual(position, last), clamp(position, 0, unit * length, 0), last);
  // Half a unit more: a quotient just below a whole number stays above it.
  const cell = floor(scale(offset(cut, 0.5), 1 / unit));
  return { cell, share: divide(subtract(cut, scale(cell, unit)), scalar(unit)) };
}
