// What a command printed, as --limit holds it: sets of metrics, and rates of decisions (escapes and false rejects), each as
// the share of an object's parts.

import type { MetricFacts, MetricSet } from "../core/metric-set.ts";
import { RATE_NAMES } from "../metrics/decisions/limits.ts";
import type { Count, DecisionCounts, ObjectDecisions } from "../results/decisions.ts";
import type { RunSummary } from "../results/schema.ts";

/** A metric set that a command printed, with what it is of. */
export interface PrintedMetrics {
  readonly object: string;
  /** "theta+hue", "theta = 30". */
  readonly at: string;
  readonly metrics: MetricSet;
}

/** The metrics of every object at each value of its sweeps. */
export function sweptMetrics({ objects }: Pick<RunSummary, "objects">): PrintedMetrics[] {
  return objects.flatMap(({ object, sweeps }) =>
    sweeps.flatMap(({ shift, points }) =>
      points.map(({ value, metrics }) => ({ object, at: `${shift}=${value}`, metrics })),
    ),
  );
}

const RATE = { unit: "fraction", decimals: 1, better: "lower", shown: true } as const;
const ESCAPES: MetricFacts = { name: RATE_NAMES.escapes, title: "escapes", ...RATE };
const FALSE_REJECTS: MetricFacts = { name: RATE_NAMES.falseRejects, title: "false rejects", ...RATE };

/** What --limit takes beside the registered metrics, of a run with an operating point. */
export const RATES: readonly MetricFacts[] = [ESCAPES, FALSE_REJECTS];

/** What is said of the unshifted pictures. */
export const REST = "rest";

/** Every share of every object: at rest, at each value of a sweep, and of each combination typical, common and worst. */
export function printedRates(objects: readonly ObjectDecisions[]): PrintedMetrics[] {
  return objects.flatMap(({ object, atRest, sweeps, typical, common, worst }) =>
    [
      { at: REST, counts: atRest },
      ...sweeps.flatMap(({ shift, points }) =>
        points.map((counts) => ({ at: `${shift}=${counts.value}`, counts })),
      ),
      ...Object.entries({ typical, common, worst }).flatMap(([kind, byCombination]) =>
        Object.entries(byCombination).map(([combination, counts]) => ({
          ...{ at: `${kind} ${combination}`, counts },
        })),
      ),
    ].map(({ at, counts }) => ({ object, at, metrics: ratesOf(counts) })),
  );
}

function ratesOf({ escapes, falseRejects }: DecisionCounts): PrintedMetrics["metrics"] {
  return {
    values: { [ESCAPES.name]: shareOf(escapes), [FALSE_REJECTS.name]: shareOf(falseRejects) },
    reasons: {
      ...(escapes.n > 0 ? {} : { [ESCAPES.name]: "no defective part" }),
      ...(falseRejects.n > 0 ? {} : { [FALSE_REJECTS.name]: "no good part" }),
    },
  };
}

function shareOf({ k, n }: Count): number | null {
  return n === 0 ? null : k / n;
}
