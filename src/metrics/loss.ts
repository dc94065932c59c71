// The mean over pictures of eq. (4).

import type { Metric } from "./metric.ts";

export const loss: Metric = {
  name: "loss",
  title: "loss",
  unit: "number",
  decimals: 3,
  better: "lower",
  shown: true,
  needs: "pixels",
  source: "eq. (4): the mean score of normal pixels minus that of anomalous ones, averaged over pictures",
  of: ({ pictures, weights, samples }) => {
    if (samples === 0) return null;
    const sum = pictures.reduce((all, picture, index) => all + (weights[index] as number) * picture.loss, 0);
    return sum / samples;
  },
};
