// Image F1-max: what the best threshold of the image scores would reach.

import { f1Max } from "./curve.ts";
import type { Metric } from "./metric.ts";

export const imageF1max: Metric = {
  name: "imageF1max",
  title: "image F1-max",
  unit: "fraction",
  decimals: 1,
  better: "higher",
  shown: false,
  needs: "images",
  source: "the highest F1 of the pictures over all thresholds of the image score, picked anew every time",
  of: ({ images }) => f1Max(images)?.f1 ?? null,
};
