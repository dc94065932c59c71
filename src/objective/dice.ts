// Equation (4): simplified Dice with the l1 norm; search maximises it. With the mask fixed it is linear in the map.

import { multiply, reshape, sum } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";

const EPSILON = 1e-8;

/**
 * The loss's weight of every pixel of a mask: (1−y)/(Σ(1−y)+ε) − y/(Σy+ε) over the pixels that are normal (0) or
 * anomalous (1); 0 of a pixel that counts nowhere.
 */
export function lossWeights(mask: Uint8Array): Float32Array {
  const [normalWeight, anomalousWeight] = classWeights(mask);
  return Float32Array.from(mask, (value) => (value === 0 ? normalWeight : value === 1 ? anomalousWeight : 0));
}

/** The loss of a finished map, in float64; map and mask of equal length. */
export function lossOfMap(map: Float32Array, mask: Uint8Array): number {
  const [normalWeight, anomalousWeight] = classWeights(mask);
  let normal = 0;
  let anomalous = 0;
  for (let pixel = 0; pixel < map.length; pixel++) {
    if (mask[pixel] === 0) normal += map[pixel] as number;
    else if (mask[pixel] === 1) anomalous += map[pixel] as number;
  }
  return normal * normalWeight + anomalous * anomalousWeight;
}

function classWeights(mask: Uint8Array): [normal: number, anomalous: number] {
  let normal = 0;
  let anomalous = 0;
  for (const value of mask) {
    if (value === 0) normal++;
    else if (value === 1) anomalous++;
  }
  return [1 / (normal + EPSILON), -1 / (anomalous + EPSILON)];
}

/** Maps [P, 1, S, S] and pixel weights [S, S] or [P, 1, S, S] → losses [P]. */
export function weightedLoss(maps: Value, weights: Value): Value {
  return reshape(sum(multiply(maps, weights), [1, 2, 3]), [maps.shape[0] ?? 1]);
}
