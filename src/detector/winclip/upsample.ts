// Bilinear upsampling of the patch grid (align_corners = false, edges clamped): two products with constant matrices.

import { tensor } from "../../core/tensor.ts";
import { matmul, reshape } from "../../graph/ops/index.ts";
import { constant, type Value } from "../../graph/value.ts";

/** Grids [P, g²] → maps [P, 1, size, size]. */
export function upsample(grids: Value, grid: number, size: number): Value {
  const weights = interpolation(grid, size);
  const transposed = new Float32Array(weights.length);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < grid; column++)
      transposed[column * size + row] = weights[row * grid + column] ?? 0;
  }
  const square = reshape(grids, [grids.shape[0] ?? 1, 1, grid, grid]);
  const tall = matmul(constant(tensor([size, grid], weights)), square);
  return matmul(tall, constant(tensor([grid, size], transposed)));
}

/** [size, grid], rows sum to 1. */
function interpolation(grid: number, size: number): Float32Array {
  const weights = new Float32Array(size * grid);
  for (let position = 0; position < size; position++) {
    const source = Math.max(0, ((position + 0.5) * grid) / size - 0.5);
    const low = Math.min(grid - 1, Math.floor(source));
    const high = Math.min(grid - 1, low + 1);
    const fraction = source - low;
    const at = position * grid;
    weights[at + low] = (weights[at + low] ?? 0) + 1 - fraction;
    weights[at + high] = (weights[at + high] ?? 0) + fraction;
  }
  return weights;
}
