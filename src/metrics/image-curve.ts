// The curve of a list of scores with labels, one per image: few items, so an ordinary sort serves.

import { InputError } from "../core/errors.ts";
import type { ScoreCurve } from "./curve.ts";

/** Counts per distinct score of items labelled anomalous (true) or normal; throws InputError for a score that is not finite. */
export function imageCurve(scores: readonly number[], anomalous: readonly boolean[]): ScoreCurve {
  const bad = scores.findIndex((score) => !Number.isFinite(score));
  if (bad >= 0) {
    throw new InputError(`invalid image score ${scores[bad]} of sample ${bad}; expected a finite number`);
  }
  const order = scores.map((_, index) => index).sort((left, right) => at(scores, left) - at(scores, right));
  const thresholds = [
    ...new Set(order.filter((index) => anomalous[index]).map((index) => at(scores, index))),
  ];
  const positives = new Float64Array(thresholds.length);
  const negatives = new Float64Array(2 * thresholds.length + 1);
  let row = 0;
  for (const index of order) {
    const score = at(scores, index);
    while (row < thresholds.length && at(thresholds, row) < score) row++;
    const tied = row < thresholds.length && thresholds[row] === score;
    if (anomalous[index]) positives[row] = (positives[row] ?? 0) + 1;
    else negatives[2 * row + Number(tied)] = (negatives[2 * row + Number(tied)] ?? 0) + 1;
  }
  const positiveCount = anomalous.filter(Boolean).length;
  return {
    thresholds: Float64Array.from(thresholds),
    positives,
    negatives,
    positiveCount,
    negativeCount: scores.length - positiveCount,
  };
}

function at(values: readonly number[], index: number): number {
  return values[index] as number;
}
