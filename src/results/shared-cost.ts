// What searches that share took, beside what as many independent ones would have. In forward evaluations.

import type { Combination, RunSummary } from "./schema.ts";

/** Of one combination, in the mean over the pictures. */
export interface CombinationCost {
  readonly combination: Combination;
  /** Of each phase in order; a single one of a search that shares nothing. */
  readonly phases: readonly number[];
  readonly units: number;
  /** Of a search that shares nothing. */
  readonly independent: number;
}

export interface SharedCost {
  readonly combinations: readonly CombinationCost[];
  /** Over all combinations. */
  readonly units: number;
  readonly independent: number;
}

/** Null of a run whose searches do not share. */
export function sharedCost({
  provenance,
  combinations,
  samples,
}: Pick<RunSummary, "provenance" | "combinations" | "samples">): SharedCost | null {
  const { searches, budget } = provenance;
  if (searches === undefined || budget === null || samples.length === 0) return null;
  const each = combinations.map((combination): CombinationCost => {
    const found = samples.flatMap(({ bounds }) => bounds[combination] ?? []);
    const [first] = found;
    const units = meanOf(found.map((search) => search.units));
    const phases = (first?.phases ?? [0]).map((_, phase) =>
      meanOf(found.map((search) => search.phases?.[phase] ?? search.units)),
    );
    // A gradient step is two.
    return { combination, phases, units, independent: first?.phases === undefined ? units : 2 * budget };
  });
  const sum = (of: (cost: CombinationCost) => number): number =>
    each.reduce((total, cost) => total + of(cost), 0);
  return {
    combinations: each,
    units: sum(({ units }) => units),
    independent: sum(({ independent }) => independent),
  };
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
