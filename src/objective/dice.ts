// Equation (4): simplified Dice with the l1 norm; search maximises it. With the mask fixed it is linear in the map.

import { multiply, reshape, sum } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";

const EPSILON = 1e-8;

/** The loss's weight of every pixel of a mask (0/1): (1−y)/(Σ(1−y)+ε) − y/(Σy+ε). */
export function lossWeights(mask: Uint8Array): Float32Array {
  const anomalous = mask.reduce((count, value) => count + value, 0);
  const normalWeight = 1 / (mask.length - anomalous + EPSILON);
  const anomalousWeight = -1 / (anomalous + EPSILON);
  return Float32Array.from(mask, (value) => (value === 1 ? anomalousWeight : normalWeight));
}

/** Maps [P, 1, S, S] and pixel weights [S, S] or [P, 1, S, S] → losses [P]. */
export function weightedLoss(maps: Value, weights: Value): Value {
  return reshape(sum(multiply(maps, weights), [1, 2, 3]), [maps.shape[0] ?? 1]);
}
