// Scores of embeddings against the two text vectors, and their harmonic aggregation over windows and scales.

import { tensor } from "../../core/tensor.ts";
import {
  add,
  matmul,
  normalizeLast,
  reciprocal,
  reshape,
  scale,
  sigmoid,
  slice,
  subtract,
  transposeMatrix,
} from "../../graph/ops/index.ts";
import { constant, type Value } from "../../graph/value.ts";
import { type WindowChoice, windowPatches } from "./windows.ts";

export const TEMPERATURE = 0.07;

/**
 * By how much embeddings [..., E] are nearer to the anomalous than to the normal one of two texts [..., 2, E] (normal,
 * anomalous), in logits → [...].
 */
export function anomalyLogit(embeddings: Value, text: Value): Value {
  const cosines = matmul(normalizeLast(embeddings), transposeMatrix(normalizeLast(text)));
  const last = cosines.shape.length - 1;
  const difference = subtract(slice(cosines, last, 1, 2), slice(cosines, last, 0, 1));
  return reshape(scale(difference, 1 / TEMPERATURE), embeddings.shape.slice(0, -1));
}

/** Anomalous probability of such logits: softmax over two cosines is the sigmoid of their difference. */
export function anomalyScore(logit: Value): Value {
  return sigmoid(logit);
}

/** Window scores [P, windows] → harmonic mean over the windows that cover each patch, [P, g²]. */
export function aggregateWindows(
  scores: Value,
  grid: number,
  side: number,
  choice: WindowChoice = "all",
): Value {
  const windows = windowPatches(grid, side, choice);
  const cover = new Float32Array(windows.length * grid * grid);
  const counts = new Float32Array(grid * grid);
  for (const [window, patches] of windows.entries()) {
    for (const patch of patches) {
      cover[window * grid * grid + patch] = 1;
      counts[patch] = (counts[patch] ?? 0) + 1;
    }
  }
  for (let at = 0; at < cover.length; at++) cover[at] = (cover[at] ?? 0) / (counts[at % (grid * grid)] ?? 1);
  return reciprocal(matmul(reciprocal(scores), constant(tensor([windows.length, grid * grid], cover))));
}

/** Grids [P, g²] of the window scales and the image score [P] → one grid: harmonic mean with equal weights. */
export function combineScales(grids: readonly Value[], imageScore: Value): Value {
  const image = reciprocal(reshape(imageScore, [imageScore.shape[0] ?? 1, 1]));
  const total = grids.reduce((sum, grid) => add(sum, reciprocal(grid)), image);
  return scale(reciprocal(total), grids.length + 1);
}
