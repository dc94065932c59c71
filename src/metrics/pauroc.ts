// pAUROC: the metric that the paper's tables are sorted by.

import { auroc } from "./curve.ts";
import type { Metric } from "./metric.ts";

export const pauroc: Metric = {
  name: "pauroc",
  title: "pAUROC",
  unit: "fraction",
  decimals: 1,
  better: "higher",
  shown: true,
  needs: "pixels",
  source: "Mann and Whitney 1947: the share of pairs of an anomalous and a normal pixel in the right order",
  of: ({ pixels }) => auroc(pixels),
};
