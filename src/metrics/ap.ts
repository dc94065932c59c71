// AP: average precision of the pixels.

import { averagePrecision } from "./curve.ts";
import type { Metric } from "./metric.ts";

export const ap: Metric = {
  name: "ap",
  title: "AP",
  unit: "fraction",
  decimals: 1,
  better: "higher",
  shown: false,
  needs: "pixels",
  source: "scikit-learn's average_precision_score: the step sum of precision over recall",
  of: ({ pixels }) => averagePrecision(pixels),
};
