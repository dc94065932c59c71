// Cubic interpolation (Keys 1981, a = −½) at places that a graph computes: the kernel of the loading's resize. It is
// exact on whole places and its derivative is continuous, so that no amount sits on a kink.

import { type Tensor, tensor } from "../../core/tensor.ts";
import {
  add,
  clamp,
  floor,
  gatherAlong,
  matmul,
  multiply,
  negate,
  offset,
  pad,
  scale,
  subtract,
  transposeMatrix,
} from "../../graph/ops/index.ts";
import { constant, type Value } from "../../graph/value.ts";

/** What is read outside the picture: the pixel at its edge, or 0. */
export type Outside = "edge" | "zero";

/** Rows of images [P or 1, C, H, W]: row y is read at y + moves [P, 1, H, 1] → [P, C, H, W]. */
export function resampleRows(images: Value, moves: Value, outside: Outside): Value {
  return matmul(lineWeights(moves, outside), images);
}

/** Columns of images [P or 1, C, H, W]: column x is read at x + moves [P, 1, W, 1] → [P, C, H, W]. */
export function resampleColumns(images: Value, moves: Value, outside: Outside): Value {
  return matmul(images, transposeMatrix(lineWeights(moves, outside)));
}

/**
 * Each row of images [P, C, H, W] by moves of its own [P, 1, H, W] → [P, C, H, W]. Four pixels are read for each:
 * weights over whole rows would be W times the picture.
 */
export function resampleWithinRows(images: Value, moves: Value, outside: Outside): Value {
  const width = images.shape.at(-1) ?? 1;
  const whole = floor(moves);
  const past = subtract(moves, whole);
  const nearest = add(whole, constant(places(width, [1, 1, 1, width])));
  const [lines, border] = outside === "edge" ? [images, 0] : [pad(images, images.shape.length - 1, 1, 1), 1];
  const read = (step: number): Value =>
    gatherAlong(lines, clamp(offset(nearest, step + border), 0, width - 1 + 2 * border, 0));
  return tapWeights(past)
    .map((weights, tap) => multiply(weights, read(tap - 1)))
    .reduce(add);
}

/** Weights of the pixels −1, 0, 1 and 2 for a place `past` [0, 1) after pixel 0. */
function tapWeights(past: Value): Value[] {
  const left = offset(negate(past), 1);
  const outer = scale(multiply(past, left), -0.5);
  const inner = (distance: Value): Value =>
    offset(multiply(multiply(distance, distance), offset(scale(distance, 1.5), -2.5)), 1);
  return [multiply(outer, left), inner(past), inner(left), multiply(outer, past)];
}

/** [P, 1, n, n]: row i holds the weights with which the place i + moves [P, 1, n, 1] reads the n pixels of a line. */
function lineWeights(moves: Value, outside: Outside): Value {
  const length = moves.shape.at(-2) ?? 1;
  // Differences of pixels are whole numbers: what is added to them keeps its digits, in wide pictures too.
  const differences = Float32Array.from(
    { length: length * length },
    (_, index) => Math.floor(index / length) - (index % length),
  );
  const weights = keys(add(moves, constant(tensor([length, length], differences))));
  if (outside === "zero") return weights;
  const afterFirst = add(moves, constant(places(length, [length, 1])));
  const beforeLast = subtract(constant(places(length, [length, 1], length - 1)), moves);
  const first = pad(weightBeyond(afterFirst), 3, 0, length - 1);
  const last = pad(weightBeyond(beforeLast), 3, length - 1, 0);
  return add(weights, add(first, last));
}

/** The weight of all pixels before the first, which take its value, for a place `after` the first. */
function weightBeyond(after: Value): Value {
  const near = clamp(after, -2, 1, 0);
  return [1, 2, 3].map((steps) => keys(offset(near, steps))).reduce(add);
}

/** Keys' kernel: with a = |u|, p = max(0, 1 − a) and q = max(0, 2 − a): ½q²(q − 1) + p²(1 − 2p). */
function keys(distance: Value): Value {
  const size = subtract(clamp(distance, 0, 2, 0), clamp(distance, -2, 0, 0));
  const q = offset(negate(size), 2);
  const p = clamp(offset(negate(size), 1), 0, 1, 0);
  const wide = multiply(multiply(q, q), offset(scale(q, 0.5), -0.5));
  return add(wide, multiply(multiply(p, p), offset(scale(p, -2), 1)));
}

/** 0, 1, 2 …, or `from`, `from` − 1, … */
function places(count: number, shape: readonly number[], from?: number): Tensor {
  return tensor(
    shape,
    Float32Array.from({ length: count }, (_, index) => (from === undefined ? index : from - index)),
  );
}
