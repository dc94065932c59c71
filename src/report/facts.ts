// The metrics and shifts of a run as its summary has them: what tables, figures and sentences are written over.

import { present } from "../core/errors.ts";
import type { MetricFacts } from "../core/metric-set.ts";
import type { ShiftFacts } from "../core/shift.ts";
import type { Controls, MetricSet, RunSummary } from "../results/schema.ts";

type Metrics = Pick<RunSummary, "metrics">;

/**
 * The metric that headlines and sorts: the first. It is the one that samples have of their own (their pAUROC) and that
 * object-level worst cases minimise. InvariantError where the summary has no metric.
 */
export function leadingMetric({ metrics }: Metrics): MetricFacts {
  return present(metrics[0], "leading metric");
}

/** The metrics that main tables show. */
export function shownMetrics({ metrics }: Metrics): MetricFacts[] {
  return metrics.filter(({ shown }) => shown);
}

/** Those of them that are fractions, printed in per cent: the ones that share an axis from 0 to 100. */
export function shownFractions(summary: Metrics): MetricFacts[] {
  return shownMetrics(summary).filter(({ unit }) => unit === "fraction");
}

/** The value of a metric; null where it is undefined or was not computed. */
export function metricValue(set: MetricSet | undefined, { name }: Pick<MetricFacts, "name">): number | null {
  return set?.values[name] ?? null;
}

/** True where the leading metric has a value at all: it has none of good pictures alone. */
export function isMeasured(summary: RunSummary): boolean {
  const metric = leadingMetric(summary);
  return summary.objects.some(({ original, bounds }) =>
    [original, ...Object.values(bounds)].some((set) => metricValue(set, metric) !== null),
  );
}

/** True where one value is worse for the detector than another. */
export function isWorse({ better }: Pick<MetricFacts, "better">, value: number, than: number): boolean {
  return better === "higher" ? value < than : value > than;
}

/** By how much a value got worse; negative where it got better. */
export function lossOf(
  { better }: Pick<MetricFacts, "better">,
  from: number | null,
  to: number | null,
): number | null {
  if (from === null || to === null) return null;
  return better === "higher" ? from - to : to - from;
}

/**
 * What resampling and corners alone change of a fraction: how far a detector that draws the mask itself is from being
 * perfect. Null where that is undefined, or the metric has no perfect value.
 */
export function resamplingShare(metric: MetricFacts, controls: Controls | null | undefined): number | null {
  const ideal = metricValue(controls?.ideal, metric);
  return ideal === null || metric.unit !== "fraction" ? null : ideal - (metric.better === "higher" ? 1 : 0);
}

/** A heading for machines: "pauroc" or, with what is measured, "pauroc_change". */
export function metricKey({ name }: Pick<MetricFacts, "name">, what = ""): string {
  return `${keyOf(name)}${what === "" ? "" : `_${what}`}`;
}

/** A shift's heading for machines, with its unit: "theta_degrees"; its name alone for a plain number. */
export function shiftKey({ name, unit }: Pick<ShiftFacts, "name" | "unit">, what: string = name): string {
  return [what, unit]
    .filter((part) => part !== "")
    .map(keyOf)
    .join("_");
}

function keyOf(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, "_");
}

/** True where one of the shifts moves the part, so that its map comes back through a resampling. */
export function movesPart(shifts: readonly Pick<ShiftFacts, "stage">[]): boolean {
  return shifts.some(({ stage }) => stage === "pose");
}
