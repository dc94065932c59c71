// What experiments cost, in forward evaluations and gradient steps of one point.

import type { Experiment } from "../../results/record.ts";

export interface Cost {
  readonly items: number;
  readonly forwards: number;
  readonly gradientSteps: number;
}

export const NO_COST: Cost = { items: 0, forwards: 0, gradientSteps: 0 };

/** The cost of one experiment on one sample; a search ends with one forward for the map of its worst point. */
export function costOf(experiment: Experiment): Cost {
  switch (experiment.kind) {
    case "original":
      return { items: 1, forwards: 1, gradientSteps: 0 };
    case "sweep":
      return { items: 1, forwards: experiment.values.length, gradientSteps: 0 };
    case "bound":
      return { items: 1, forwards: 1, gradientSteps: experiment.budget };
  }
}

export function addCosts(costs: readonly Cost[]): Cost {
  return costs.reduce(
    (sum, cost) => ({
      items: sum.items + cost.items,
      forwards: sum.forwards + cost.forwards,
      gradientSteps: sum.gradientSteps + cost.gradientSteps,
    }),
    NO_COST,
  );
}

/** The cost of `count` equal things. */
export function timesCost({ items, forwards, gradientSteps }: Cost, count: number): Cost {
  return { items: items * count, forwards: forwards * count, gradientSteps: gradientSteps * count };
}
