// A study beside a finished run of the same pictures and shifts with another detector: whether the two may be compared,
// and what the tests on their pictures say, all of them one family.

import { present } from "../core/errors.ts";
import { holm } from "../metrics/decisions/holm.ts";
import type { Comparison, ValueComparison, VerdictComparison } from "../results/comparison.ts";
import { comparedValues } from "./compare-values.ts";
import { comparedVerdicts } from "./compare-verdicts.ts";
import type { ComparedRun } from "./compared-run.ts";

/** Adjusted p-values up to this are significant. */
const LEVEL = 0.05;

/**
 * Verdicts by McNemar's exact test and the pictures' own values by Wilcoxon's signed ranks, per object at rest and at each
 * worst found; Holm's correction over all rows. The runs are of the same pictures and shifts (refuseUnlike).
 */
export function compareRuns(now: ComparedRun, baseline: ComparedRun): Comparison {
  const verdicts = comparedVerdicts(now.summary, baseline.summary);
  const values = comparedValues(now, baseline);
  const adjusted = holm([...verdicts.rows, ...values.rows].map(({ p }) => p));
  const ofVerdicts = verdicts.rows.map(
    (row, index): VerdictComparison => ({ ...row, adjusted: present(adjusted[index], "p") }),
  );
  const ofValues = values.rows.map(
    (row, index): ValueComparison => ({ ...row, adjusted: adjusted[ofVerdicts.length + index] ?? null }),
  );
  const { name, digest } = baseline.summary.provenance.detector;
  return {
    baseline: { name, digest },
    verdicts: ofVerdicts,
    values: ofValues,
    regressions: [...ofVerdicts.flatMap(verdictRegression), ...ofValues.flatMap(valueRegression)],
    limits: [...verdicts.limits, ...values.limits],
  };
}

function verdictRegression({ object, at, parts, worse, better, adjusted }: VerdictComparison): string[] {
  if (adjusted > LEVEL || worse <= better) return [];
  return [
    `${object}, ${at}: ${worse} of ${parts} parts are decided wrongly that the baseline decided rightly, ${better} the other way (${pText(adjusted)})`,
  ];
}

function valueRegression({ object, at, value, unit, parts, change, adjusted }: ValueComparison): string[] {
  if (adjusted === null || adjusted > LEVEL || change >= 0) return [];
  const lost = unit === "fraction" ? `${(-100 * change).toFixed(1)} points` : (-change).toPrecision(3);
  return [
    `${object}, ${at}: ${value} is worse than the baseline's by ${lost} on average over ${parts} parts (${pText(adjusted)})`,
  ];
}

function pText(adjusted: number): string {
  return `Holm-adjusted p ${adjusted < 0.001 ? "< 0.001" : `= ${adjusted.toFixed(3)}`}`;
}
