// What experiments cost, in forward evaluations and gradient steps of one point.

import type { Experiment } from "../../results/record.ts";
import { KEPT } from "../../search/kept.ts";
import { PUBLISHED_STRATEGY } from "../../search/registry.ts";

export interface Cost {
  readonly items: number;
  readonly forwards: number;
  readonly gradientSteps: number;
}

export const NO_COST: Cost = { items: 0, forwards: 0, gradientSteps: 0 };

/**
 * The cost of one experiment on one sample. A search ends with a forward for the map of every point that is kept; of a
 * search that is not the published one, every unit of its budget is taken to be a forward.
 */
export function costOf(experiment: Experiment): Cost {
  if (experiment.kind === "points") return { items: 1, forwards: experiment.points.length, gradientSteps: 0 };
  const kept = experiment.keeps === "numbers" ? 0 : KEPT;
  return experiment.strategy === PUBLISHED_STRATEGY
    ? { items: 1, forwards: kept, gradientSteps: experiment.budget }
    : { items: 1, forwards: kept + 2 * experiment.budget, gradientSteps: 0 };
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

/** What is left of a cost once a part of it is done; never below nothing. */
export function lessCost(whole: Cost, part: Cost): Cost {
  const left = (of: number, done: number): number => Math.max(0, of - done);
  return {
    items: left(whole.items, part.items),
    forwards: left(whole.forwards, part.forwards),
    gradientSteps: left(whole.gradientSteps, part.gradientSteps),
  };
}
