// The score that a part is accepted or rejected by.

import type { Criterion } from "./criterion.ts";
import { scalarOrder } from "./scalar-order.ts";

/** Scores are between 0 and 1 in most detectors. */
const TRIFLE = 0.01;

/** s, the image score: lowered on a defective picture (it escapes), raised on a good one (it is rejected). */
export const imageScore: Criterion = {
  name: "image-score",
  title: "image score",
  formula: "defective: the image score, lowered; good: the image score, raised",
  gives: "values",
  reads: "image score",
  comparesMaps: false,
  order: (anomalous) =>
    scalarOrder("image-score", ({ imageScore: score = Number.NaN }) => (anomalous ? score : -score), TRIFLE),
  value: (level) => level.imageScore ?? null,
};
