// From the runs on all pictures to the figures of each strategy on each model.

import type { Found, JobResult, RunResult } from "./types.ts";

export interface SummaryPlan {
  readonly models: readonly string[];
  readonly strategies: readonly string[];
  /** Gradient steps of the published search, and of strategies that take others. */
  readonly budget: number;
  readonly budgets: Readonly<Record<string, number>>;
  readonly seeds: number;
  /** Budgets beyond the reference one that were run as well, in multiples of it. */
  readonly multiples: readonly number[];
  /** The strategy that the others are held against. */
  readonly published: string;
}

export interface StrategyFigures {
  readonly name: string;
  readonly model: string;
  /** Cost of one run of the published search in forward evaluations, and this one's mean cost, drafts at theirs. */
  readonly units: number;
  readonly cost: number;
  /** Means over pictures and seeds of what a run found. */
  readonly meanPauroc: number;
  readonly meanLoss: number;
  /** Lowest and highest mean pAUROC of a seed. */
  readonly seedSpread: readonly [number, number];
  /** Share of runs whose pAUROC is at most the published search's of the same seed plus TOLERANCE. */
  readonly atLeastAsLow: number;
  /** Mean pAUROC above the reference optimum; null without a reference. */
  readonly gap: number | null;
  /** Units after which the mean best value is at most the published search's final one; null where it never is. */
  readonly unitsToReachPublished: number | null;
  /** Mean best pAUROC at shares of the budget's cost. */
  readonly curve: readonly { readonly share: number; readonly units: number; readonly meanPauroc: number }[];
}

export interface ModelFigures {
  readonly model: string;
  readonly pictures: number;
  readonly cleanPauroc: number;
  readonly referencePauroc: number | null;
}

/** A pAUROC this little above another counts as equally low. */
export const TOLERANCE = 1e-3;

const SHARES = [0.25, 0.5, 1];

/** The figures of every model and of every strategy on it, models first in the plan's order. */
export function summarize(
  results: readonly JobResult[],
  plan: SummaryPlan,
): { readonly tolerance: number; readonly models: ModelFigures[]; readonly strategies: StrategyFigures[] } {
  const models = plan.models.map((model) =>
    modelFigures(
      model,
      results.filter((result) => result.model === model),
    ),
  );
  const strategies = plan.models.flatMap((model) => {
    const own = results.filter((result) => result.model === model);
    return plan.strategies.map((name) => strategyFigures(name, model, own, plan));
  });
  return { tolerance: TOLERANCE, models, strategies };
}

function modelFigures(model: string, results: readonly JobResult[]): ModelFigures {
  const references = referencesOf(results);
  return {
    model,
    pictures: results.length,
    cleanPauroc: mean(results.map(({ clean }) => clean.pauroc)),
    referencePauroc: references === null ? null : mean(references),
  };
}

function strategyFigures(
  name: string,
  model: string,
  results: readonly JobResult[],
  plan: SummaryPlan,
): StrategyFigures {
  const units = 2 * plan.budget;
  const runsOf = (strategy: string, budget: number): RunResult[] =>
    results.flatMap(({ runs }) => runs.filter((run) => run.strategy === strategy && run.budget === budget));
  const budget = plan.budgets[name] ?? plan.budget;
  const runs = runsOf(name, budget);
  const published = runsOf(plan.published, plan.budget);
  const goal = mean(published.map((run) => final(run).pauroc));
  const references = referencesOf(results);
  const ofSeed = Array.from({ length: plan.seeds }, (_, seed) =>
    mean(runs.filter((run) => run.seed === seed).map((run) => final(run).pauroc)),
  );
  const meanPauroc = mean(runs.map((run) => final(run).pauroc));
  return {
    name,
    model,
    units,
    cost: mean(runs.map(({ cost }) => cost)),
    meanPauroc,
    meanLoss: mean(runs.map((run) => final(run).loss)),
    seedSpread: [Math.min(...ofSeed), Math.max(...ofSeed)],
    atLeastAsLow: mean(
      runs.map((run, index) => (final(run).pauroc <= final(at(published, index)).pauroc + TOLERANCE ? 1 : 0)),
    ),
    gap: references === null ? null : meanPauroc - mean(references),
    unitsToReachPublished: unitsToReach(runs, goal, units),
    curve: [
      ...SHARES.map((share) => ({ share, units: share * units, meanPauroc: meanAt(runs, share * units) })),
      ...plan.multiples.map((multiple) => ({
        share: multiple,
        units: multiple * units,
        meanPauroc: mean(runsOf(name, multiple * budget).map((run) => final(run).pauroc)),
      })),
    ],
  };
}

/** The reference of each picture: never above what any run of the benchmark found. */
function referencesOf(results: readonly JobResult[]): number[] | null {
  const values: number[] = [];
  for (const { reference, runs } of results) {
    if (reference === null) return null;
    values.push(Math.min(reference.pauroc, ...runs.map((run) => final(run).pauroc)));
  }
  return values;
}

function unitsToReach(runs: readonly RunResult[], goal: number, most: number): number | null {
  for (let units = 1; units <= most; units++) if (meanAt(runs, units) <= goal) return units;
  return null;
}

/** Mean of what the runs had found after so many units. */
function meanAt(runs: readonly RunResult[], units: number): number {
  return mean(
    runs.map(({ curve }) => {
      const reached = curve.filter((found) => found.units <= units);
      return at(reached.length > 0 ? reached : curve, Math.max(0, reached.length - 1)).pauroc;
    }),
  );
}

function final({ curve }: RunResult): Found {
  return at(curve, curve.length - 1);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new Error(`no value ${index} of ${values.length}`);
  return value;
}
