// F1-max: what the best threshold would reach.

import { f1Max } from "./curve.ts";
import type { Metric } from "./metric.ts";

export const f1max: Metric = {
  name: "f1max",
  title: "F1-max",
  unit: "fraction",
  decimals: 1,
  better: "higher",
  shown: true,
  needs: "pixels",
  source: "Jeong et al. 2023 (WinCLIP): the highest F1 of the pixels over all thresholds",
  of: ({ pixels }) => f1Max(pixels)?.f1 ?? null,
};
