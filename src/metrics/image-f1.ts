// Image F1 at the frozen threshold: what is left of it where the threshold is not picked anew.

import type { Metric } from "./metric.ts";
import { countOf } from "./weighted.ts";

export const imageF1: Metric = {
  name: "imageF1",
  title: "image F1",
  unit: "fraction",
  decimals: 1,
  better: "higher",
  shown: false,
  needs: "threshold",
  source: "van Rijsbergen 1979: F1 of the pictures that are rejected at the frozen image threshold",
  of: (pool) => {
    const threshold = pool.frozen?.image ?? null;
    const defective = countOf(pool, ({ anomalous }) => anomalous);
    if (threshold === null || defective === 0) return null;
    const rejected = countOf(pool, ({ imageScore }) => imageScore > threshold);
    const found = countOf(pool, ({ anomalous, imageScore }) => anomalous && imageScore > threshold);
    return (2 * found) / (rejected + defective);
  },
};
