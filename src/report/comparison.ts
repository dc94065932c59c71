// What the comparison with a baseline comes to, as sentences.

import type { Comparison } from "../results/comparison.ts";
import type { RunSummary } from "../results/schema.ts";
import { counted } from "./format.ts";

/** What is significantly worse than the baseline, or that nothing is; what was not compared. None without a baseline. */
export function comparisonLines({ comparison }: Pick<RunSummary, "comparison">): string[] {
  if (comparison === undefined) return [];
  const { baseline, regressions, limits } = comparison;
  const tests = rowsCompared(comparison);
  const none =
    tests === 0
      ? `Nothing could be compared with the baseline ${baseline.name}.`
      : `Beside the baseline ${baseline.name}, none of ${counted(tests, "test")} says that this run is worse (Holm-adjusted p ≤ 0.05): a small change may go unseen in so many pictures.`;
  const worse = `Worse than the baseline ${baseline.name} in ${regressions.length} of ${counted(tests, "test")} (Holm-adjusted p ≤ 0.05).`;
  return [
    ...(regressions.length === 0 ? [none] : [worse, ...regressions.map((sentence) => `${sentence}.`)]),
    ...limits,
  ];
}

/** How many tests a comparison made. */
export function rowsCompared({ verdicts, values }: Comparison): number {
  return verdicts.length + values.filter(({ p }) => p !== null).length;
}
