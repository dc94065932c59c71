// The curve of a list of scores with labels, one per image: few items, so an ordinary sort serves.

import { InputError } from "../core/errors.ts";
import type { ScoreCurve } from "./curve.ts";
import type { PictureTally } from "./metric.ts";

/** Counts per distinct image score of weighted pictures; throws InputError for a score that is not finite. */
export function imageCurve(pictures: readonly PictureTally[], weights: Uint32Array): ScoreCurve {
  const bad = pictures.findIndex(({ imageScore }) => !Number.isFinite(imageScore));
  if (bad >= 0) {
    const score = pictures[bad]?.imageScore;
    throw new InputError(`invalid image score ${score} of sample ${bad}; expected a finite number`);
  }
  const order = pictures
    .map(({ imageScore, anomalous }, index) => ({ imageScore, anomalous, weight: weights[index] ?? 0 }))
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => left.imageScore - right.imageScore);
  const thresholds = [
    ...new Set(order.filter(({ anomalous }) => anomalous).map(({ imageScore }) => imageScore)),
  ];
  const positives = new Float64Array(thresholds.length);
  const negatives = new Float64Array(2 * thresholds.length + 1);
  let [row, positiveCount, negativeCount] = [0, 0, 0];
  for (const { imageScore, anomalous, weight } of order) {
    while (row < thresholds.length && (thresholds[row] as number) < imageScore) row++;
    if (anomalous) {
      positives[row] = (positives[row] as number) + weight;
      positiveCount += weight;
      continue;
    }
    const slot = 2 * row + Number(thresholds[row] === imageScore);
    negatives[slot] = (negatives[slot] as number) + weight;
    negativeCount += weight;
  }
  return { thresholds: Float64Array.from(thresholds), positives, negatives, positiveCount, negativeCount };
}
