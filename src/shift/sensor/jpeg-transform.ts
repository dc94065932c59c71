// libjpeg's accurate integer cosine transforms ("islow") of blocks of 8 × 8 as products with whole numbers and floors.

import { matmul, reshape } from "../../graph/ops/index.ts";
import { constant, type Value } from "../../graph/value.ts";
import {
  leftProduct,
  type Matrix,
  type Product,
  repeatedDiagonally,
  shifted,
  shiftedWide,
  tensorOf,
  transposed,
} from "./jpeg-whole.ts";

/** Side of a block. */
export const BLOCK = 8;

/** Blocks that one product along the rows takes at once: runtimes have no fast product for 8 columns. */
const TOGETHER = 8;

/** A factor in 13 bits. */
function fixed(factor: number): number {
  return Math.round(factor * 2 ** 13);
}

/** Loeffler, Ligtenberg and Moschytz's flow graph of 12 multiplications (1989), on one row. */
function flowGraph(row: readonly number[]): number[] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = row;
  const [first, second, third, fourth] = [a + h, b + g, c + f, d + e];
  const even = fixed(0.5411961) * (second - third + first - fourth);
  const [p, q, r, s] = [a - h, b - g, c - f, d - e];
  const shared = fixed(1.175875602) * (s + q + r + p);
  const [z1, z2] = [-fixed(0.899976223) * (s + p), -fixed(2.562915447) * (r + q)];
  const z3 = shared - fixed(1.96157056) * (s + q);
  const z4 = shared - fixed(0.390180644) * (r + p);
  return [
    2 ** 13 * (first + fourth + second + third),
    fixed(1.50132111) * p + z1 + z4,
    even + fixed(0.765366865) * (first - fourth),
    fixed(3.072711026) * q + z2 + z3,
    2 ** 13 * (first + fourth - second - third),
    fixed(2.053119869) * r + z2 + z4,
    even - fixed(1.847759065) * (second - third),
    fixed(0.298631336) * s + z1 + z3,
  ];
}

/** The transform as a matrix: coefficients from samples; its transpose takes coefficients to samples. */
const FORWARD: Matrix = transposed(
  Array.from({ length: BLOCK }, (_, at) =>
    flowGraph(Array.from({ length: BLOCK }, (_, index) => Number(index === at))),
  ),
);
const INVERSE = transposed(FORWARD);

/** Samples in −128 … 127, [N, C, blocks, 8, width], to their coefficients as whole eighths. */
export function coefficientEighths(samples: Value): Value {
  const rows = shifted(rowProduct(samples), INVERSE, 11);
  return shiftedWide(leftProduct(rows), FORWARD, 15);
}

/**
 * Whole coefficients [N, C, blocks, 8, width] to whole samples around 0, not clamped. Those of samples, each off by half a
 * step of at most 255, keep every sum exact.
 */
export function samplesOf(coefficients: Value): Value {
  const columns = shiftedWide(leftProduct(coefficients), INVERSE, 11);
  return shiftedWide(rowProduct(columns), FORWARD, 18);
}

/** x·M of each 8 values along the last axis; the shape stays. */
function rowProduct(values: Value): Product {
  const width = BLOCK * TOGETHER;
  const [count = 1, channels = 1, blocks = 1, , columns = 1] = values.shape;
  // A row of blocks holds 8 · columns values, a multiple of 64 whatever the width.
  const lines = reshape(values, [count * channels, (blocks * BLOCK * columns) / width, width]);
  return (matrix) =>
    reshape(matmul(lines, constant(tensorOf(repeatedDiagonally(matrix, TOGETHER)))), values.shape);
}
