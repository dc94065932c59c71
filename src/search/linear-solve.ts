// A small dense linear system, solved by Gaussian elimination with partial pivoting.

import { InvariantError } from "../core/errors.ts";

/** Pivots below this share of the largest entry count as zero. */
const SINGULAR = 1e-14;

/**
 * x with `matrix`·x = `right`; `matrix` is [n, n] row-major, `right` [n]; both are left alone. Null where the matrix
 * is singular to working precision.
 */
export function solveLinear(matrix: Float64Array, right: Float64Array): Float64Array | null {
  const size = right.length;
  if (matrix.length !== size * size) throw new InvariantError("a linear system is not square");
  const rows: Float64Array[] = Array.from({ length: size }, (_, row) =>
    matrix.slice(row * size, (row + 1) * size),
  );
  const x = right.slice();
  const smallest = SINGULAR * matrix.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
  for (let column = 0; column < size; column++) {
    const pivot = pivotRow(rows, column);
    const top = rows[pivot] as Float64Array;
    if (!(Math.abs(top[column] as number) > smallest)) return null;
    rows[pivot] = rows[column] as Float64Array;
    rows[column] = top;
    const value = x[pivot] as number;
    x[pivot] = x[column] as number;
    x[column] = value;
    for (let row = column + 1; row < size; row++) {
      const target = rows[row] as Float64Array;
      const factor = (target[column] as number) / (top[column] as number);
      if (factor === 0) continue;
      for (let index = column; index < size; index++) {
        target[index] = (target[index] as number) - factor * (top[index] as number);
      }
      x[row] = (x[row] as number) - factor * value;
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    const entries = rows[row] as Float64Array;
    let sum = x[row] as number;
    for (let index = row + 1; index < size; index++) sum -= (entries[index] as number) * (x[index] as number);
    x[row] = sum / (entries[row] as number);
  }
  return x;
}

function pivotRow(rows: readonly Float64Array[], column: number): number {
  let best = column;
  for (let row = column + 1; row < rows.length; row++) {
    if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[best]?.[column] ?? 0)) best = row;
  }
  return best;
}
