// A working picture's parts, as the detector sees them, and one map of theirs: products with constant 0/1 matrices,
// so that gradients pass and every provider can do it.

import type { PictureSize } from "../core/image.ts";
import { tensor } from "../core/tensor.ts";
import { add, concat, matmul, maximum, reshape, slice } from "../graph/ops/index.ts";
import { constant, type Value } from "../graph/value.ts";
import { type Framing, isWhole } from "./framing.ts";

/** Pictures [P, 3, H, W] → parts [parts · P, 3, …size], part by part; pixels beyond the picture repeat its edge. */
export function cutParts(pictures: Value, framing: Framing, size: PictureSize): Value {
  if (isWhole(framing, size)) return pictures;
  const parts = framing.parts.map(({ top, left }) => {
    const rows = constant(tensor([size.height, framing.height], takeRows(framing.height, top, size.height)));
    const taken = takeRows(framing.width, left, size.width);
    const columns = constant(tensor([framing.width, size.width], transposed(taken, size.width)));
    return matmul(matmul(rows, pictures), columns);
  });
  return concat(parts, 0);
}

/** Maps of the parts [parts · P, 1, …size] → maps [P, 1, H, W]; where parts overlap, their mean. */
export function joinParts(maps: Value, framing: Framing, size: PictureSize): Value {
  if (isWhole(framing, size)) return maps;
  const { width, height, parts } = framing;
  const points = (maps.shape[0] ?? 1) / parts.length;
  const tops = parts.map(({ top }) => top);
  const lefts = parts.map(({ left }) => left);
  const placed = parts.map(({ top, left }, part) => {
    const rows = constant(tensor([height, size.height], giveRows(height, top, size.height, tops)));
    const given = giveRows(width, left, size.width, lefts);
    const columns = constant(tensor([size.width, width], transposed(given, width)));
    return matmul(matmul(rows, slice(maps, 0, part * points, (part + 1) * points)), columns);
  });
  return placed.reduce((sum, map) => add(sum, map));
}

/** Image scores of the parts [parts · P] → [P]: a picture is as anomalous as its most anomalous part. */
export function joinScores(scores: Value, { parts }: Framing): Value {
  if (parts.length === 1) return scores;
  const points = (scores.shape[0] ?? 1) / parts.length;
  return reshape(maximum(reshape(scores, [parts.length, points]), [0]), [points]);
}

/** [size, length]: row r takes line `begin + r`, or the nearest there is. */
function takeRows(length: number, begin: number, size: number): Float32Array {
  const weights = new Float32Array(size * length);
  for (let row = 0; row < size; row++)
    weights[row * length + Math.min(length - 1, Math.max(0, begin + row))] = 1;
  return weights;
}

/**
 * [length, size]: line l of the whole from line l − begin of the part, divided by the number of parts that hold it.
 * Parts lie along one axis; along the other they all begin at the same line, which counts once.
 */
function giveRows(length: number, begin: number, size: number, begins: readonly number[]): Float32Array {
  const weights = new Float32Array(length * size);
  const distinct = [...new Set(begins)];
  for (let line = 0; line < length; line++) {
    const row = line - begin;
    if (row < 0 || row >= size) continue;
    const holders = distinct.filter((other) => line >= other && line < other + size).length;
    weights[line * size + row] = 1 / holders;
  }
  return weights;
}

/** A matrix [rows, columns] as [columns, rows]. */
function transposed(matrix: Float32Array, rows: number): Float32Array {
  const columns = matrix.length / rows;
  const result = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = matrix[row * columns + column] ?? 0;
  }
  return result;
}
