// Eq. (4) for a finished map: mean score of the normal pixels minus mean score of the anomalous ones, in float64.
// The graph has its own differentiable form; this one judges maps that come from anywhere.

import { invariant } from "../core/errors.ts";
import { IGNORED } from "../core/image.ts";

const EPSILON = 1e-8;

/** Σ ỹ(1−y)/(Σ(1−y)+ε) − Σ ỹy/(Σy+ε), ε = 1e-8; higher = worse detection. Map and mask of equal length; mask 0 = normal, IGNORED = counts nowhere, else anomalous. */
export function lossOf(map: Float32Array, mask: Uint8Array): number {
  invariant(map.length === mask.length, `a map of ${map.length} pixels has a mask of ${mask.length}`);
  let normalSum = 0;
  let anomalousSum = 0;
  let anomalous = 0;
  let ignored = 0;
  for (let pixel = 0; pixel < map.length; pixel++) {
    const score = map[pixel] as number;
    if (mask[pixel] === 0) {
      normalSum += score;
    } else if (mask[pixel] === IGNORED) {
      ignored++;
    } else {
      anomalousSum += score;
      anomalous++;
    }
  }
  return normalSum / (map.length - anomalous - ignored + EPSILON) - anomalousSum / (anomalous + EPSILON);
}
