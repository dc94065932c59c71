// Whole numbers in float32: sums below 2²⁴ are exact in any order, and so are products with powers of two.

import { type Tensor, tensor } from "../../core/tensor.ts";
import { add, floor, matmul, offset, scale } from "../../graph/ops/index.ts";
import { constant, type Value } from "../../graph/value.ts";

/** Rows of numbers. */
export type Matrix = readonly (readonly number[])[];

/** The low digits that are summed apart from the others. */
const LOW_BITS = 7;

/** A product with a constant matrix, from the left or from the right. */
export type Product = (matrix: Matrix) => Value;

/** M·x as a product: x [.., n, width] → [.., rows of M, width]. */
export function leftProduct(values: Value): Product {
  return (matrix) => matmul(constant(tensorOf(matrix)), values);
}

/** ⌊(M·x + half)/2^bits⌋ with half = 2^(bits − 1), for sums below 2²⁴. */
export function shifted(product: Product, matrix: Matrix, bits: number): Value {
  return floor(offset(product(mapped(matrix, (entry) => entry / 2 ** bits)), 0.5));
}

/**
 * The same for sums up to 2³¹: with M = 2⁷·H + L it is ⌊(H·x + ⌊L·x/2⁷⌋)/2^(bits − 7) + ½⌋, each sum of which stays below
 * 2²⁴ where |x| < 2¹³ and |M| < 1.5·2¹³.
 */
export function shiftedWide(product: Product, matrix: Matrix, bits: number): Value {
  const unit = 2 ** LOW_BITS;
  const high = product(mapped(matrix, (entry) => Math.floor(entry / unit)));
  const low = product(mapped(matrix, (entry) => entry / unit - Math.floor(entry / unit)));
  return floor(offset(scale(add(high, floor(low)), unit / 2 ** bits), 0.5));
}

/** A matrix with rows and columns exchanged. */
export function transposed(matrix: Matrix): Matrix {
  return (matrix[0] ?? []).map((_, column) => matrix.map((row) => row[column] ?? 0));
}

/** A matrix `count` times along the diagonal. */
export function repeatedDiagonally(matrix: Matrix, count: number): Matrix {
  const blocks = Array.from({ length: count }, (_, block) => block);
  return blocks.flatMap((own) =>
    matrix.map((row) => blocks.flatMap((block) => row.map((entry) => (block === own ? entry : 0)))),
  );
}

function mapped(matrix: Matrix, change: (entry: number) => number): Matrix {
  return matrix.map((row) => row.map(change));
}

/** A matrix as a tensor [rows, columns]. */
export function tensorOf(matrix: Matrix): Tensor {
  return tensor([matrix.length, matrix[0]?.length ?? 0], Float32Array.from(matrix.flat()));
}
