// What stands beside a value: its interval over the sampling of pictures or, with too few of them, the range of the
// samples' own values.

import type { MetricFacts } from "../core/metric-set.ts";
import type { Combination, Interval, Intervals, RunSummary, SampleSummary } from "../results/schema.ts";
import type { BoundKind } from "./bound-kinds.ts";
import { greatestOf, leastOf } from "./extremes.ts";
import { leadingMetric } from "./facts.ts";
import { hasMaps } from "./own-values.ts";

/** Where a value was taken: unshifted (null), or at one kind of worst point of a combination. */
export type At = null | { readonly kind: BoundKind; readonly combination: Combination };

/** The two ends of a value, and of its change from the original; null where there are none. */
export interface Spread {
  readonly value: Interval | null;
  readonly change: Interval | null;
}

/**
 * The intervals of a metric of an object (of the mean, where it is null); where the entry has none, the lowest and the
 * highest pAUROC of its samples with a defect, and of that pAUROC's change. Metrics but the leading one have no value per
 * sample, without maps none has.
 */
export function spreadOf(
  summary: RunSummary,
  object: string | null,
  { intervals }: { readonly intervals: Intervals },
  at: At,
  metric: MetricFacts,
): Spread {
  if (intervals.none !== undefined)
    return hasMaps(summary) && metric.name === leadingMetric(summary).name
      ? sampleSpread(summary, object, at)
      : { value: null, change: null };
  if (at === null) return { value: intervals.original[metric.name] ?? null, change: null };
  const own = intervals[at.kind][at.combination];
  return { value: own?.values[metric.name] ?? null, change: own?.change[metric.name] ?? null };
}

function sampleSpread({ samples }: RunSummary, object: string | null, at: At): Spread {
  const own = object === null ? samples : samples.filter((sample) => sample.object === object);
  const known = own.flatMap((sample) => {
    const [from, to] = [sample.original.pauroc, paurocOf(sample, at)];
    return from === null || to === null ? [] : [{ from, to }];
  });
  const value = rangeOf(known.map(({ to }) => to));
  return { value, change: at === null ? null : rangeOf(known.map(({ from, to }) => to - from)) };
}

function paurocOf({ original, bounds, nested, objectLevel }: SampleSummary, at: At): number | null {
  if (at === null) return original.pauroc;
  const kinds = { bounds, nested, objectBounds: objectLevel };
  return kinds[at.kind][at.combination]?.pauroc ?? null;
}

function rangeOf(values: readonly number[]): Interval | null {
  return values.length === 0 ? null : { low: leastOf(values), high: greatestOf(values) };
}
