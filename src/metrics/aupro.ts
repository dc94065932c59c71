// AUPRO: per-region overlap, every region counting alike whatever its size.

import { aupro as areaUnderOverlap } from "./curve.ts";
import type { Metric } from "./metric.ts";

export const aupro: Metric = {
  name: "aupro",
  title: "AUPRO",
  unit: "fraction",
  decimals: 1,
  better: "higher",
  shown: true,
  needs: "regions",
  source: "Bergmann et al. 2020: per-region overlap up to a false-positive rate of 0.3",
  of: ({ pixels, fprLimit }) => areaUnderOverlap(pixels, fprLimit),
};
