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
    let sum = 0;
    for (const [index, { loss: own }] of pictures.entries()) {
      if (own === null) return null;
      sum += (weights[index] as number) * own;
    }
    return sum / samples;
  },
};
