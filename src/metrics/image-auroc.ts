// Image AUROC: are pictures with a defect told from those without?

import { auroc } from "./curve.ts";
import type { Metric } from "./metric.ts";

export const imageAuroc: Metric = {
  name: "imageAuroc",
  title: "image AUROC",
  unit: "fraction",
  decimals: 1,
  better: "higher",
  shown: false,
  needs: "images",
  source: "Mann and Whitney 1947, of image scores",
  of: ({ images }) => auroc(images),
};
