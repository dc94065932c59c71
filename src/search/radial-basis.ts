// A surrogate of a function known at a few points: cubic radial basis functions with a linear tail (Powell 1992;
// Regis & Shoemaker 2007), smoothed a little because the functions searched here have kinks.

import { solveLinear } from "./linear-solve.ts";

/** Predicts the value at a feature vector. */
export type Surrogate = (features: readonly number[]) => number;

/**
 * The surrogate through (almost) all `values` at `features` [points][width]; `smoothing` ≥ 0 is added to the kernel's
 * diagonal. Null where the points do not determine one: fewer than width + 1, or all in a plane.
 */
export function radialBasis(
  features: readonly (readonly number[])[],
  values: readonly number[],
  smoothing: number,
): Surrogate | null {
  const count = features.length;
  const width = features[0]?.length ?? 0;
  const size = count + width + 1;
  const known = new Float64Array(count * width);
  for (const [point, own] of features.entries()) known.set(own, point * width);
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  for (let row = 0; row < count; row++) {
    const own = known.subarray(row * width, (row + 1) * width);
    right[row] = values[row] ?? 0;
    matrix[row * size + row] = smoothing;
    for (let column = 0; column < row; column++) {
      const kernel = cubic(own, known, column * width);
      matrix[row * size + column] = kernel;
      matrix[column * size + row] = kernel;
    }
    for (let term = 0; term <= width; term++) {
      const entry = term === 0 ? 1 : (own[term - 1] ?? 0);
      matrix[row * size + count + term] = entry;
      matrix[(count + term) * size + row] = entry;
    }
  }
  const weights = solveLinear(matrix, right);
  if (weights === null) return null;
  return (at) => {
    let sum = weights[count] ?? 0;
    for (let term = 0; term < width; term++) sum += (weights[count + 1 + term] ?? 0) * (at[term] ?? 0);
    for (let point = 0; point < count; point++) {
      sum += (weights[point] as number) * cubic(at, known, point * width);
    }
    return sum;
  };
}

/** The cubed distance from a place to the known one that begins at `first`. */
function cubic(place: ArrayLike<number>, known: Float64Array, first: number): number {
  let square = 0;
  for (let index = 0; index < place.length; index++) {
    const offset = (place[index] as number) - (known[first + index] as number);
    square += offset * offset;
  }
  return square * Math.sqrt(square);
}
