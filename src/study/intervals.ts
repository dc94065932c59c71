// Intervals of aggregates over the sampling of test pictures: drawn per object, paired between the original and every
// bound, and carried to the mean over objects draw by draw.

import {
  combineResampled,
  percentileInterval,
  type Resampled,
  resampledMetrics,
} from "../metrics/bootstrap.ts";
import { FEWEST_PICTURES, picturesNeeded, standardDeviation } from "../metrics/pictures-needed.ts";
import { shownMetrics } from "../metrics/registry.ts";
import type { BoundIntervals, Bounds, Intervals, MetricIntervals, NoInterval } from "../results/schema.ts";
import { haveTruth, type MapChoice, type PoolContext, poolSamples } from "./aggregate.ts";
import { mapBounds } from "./bounds.ts";

/** Draws of an object's pictures, and the share of them that an interval holds. */
export const RESAMPLES = 1000;
export const LEVEL = 0.95;

/** An object's pictures, as far as they decide whether it has an interval. */
export interface Pictures {
  readonly withDefect: number;
  readonly good: number;
  /** Standard deviation of the pAUROC of the single pictures at their worst; null for fewer than two. */
  readonly deviation: number | null;
}

/** Counts an object's pictures; the spread is that of the last combination searched, else of the original. */
export function picturesOf({ original, bounds }: Bounds<readonly MapChoice[]>): Pictures {
  const withDefect = original.filter(({ record }) => record.anomalous).length;
  const worst = Object.values(bounds).at(-1) ?? original;
  const values = worst.flatMap(({ record, index }) => record.points[index]?.pauroc ?? []);
  return { withDefect, good: original.length - withDefect, deviation: standardDeviation(values) };
}

/** Why the mean over these objects (or the one object) has no interval; undefined where it has. */
export function noInterval(objects: readonly Pictures[]): NoInterval | undefined {
  const pictures = Math.min(...objects.map(({ withDefect }) => withDefect));
  const needed = picturesNeeded(objects.map(({ deviation }) => deviation));
  if (pictures < FEWEST_PICTURES)
    return { reason: "too few pictures with a defect", pictures, picturesNeeded: needed };
  if (objects.some(({ good }) => good === 1))
    return { reason: "a single picture without a defect", pictures, picturesNeeded: needed };
  return undefined;
}

/**
 * The metrics of every draw, the same draws for the original and every bound; undefined where an object has too few
 * pictures: few pictures can be drawn in few ways, and would pass for certainty.
 */
export function resample(
  choices: Bounds<readonly MapChoice[]>,
  pool: PoolContext,
  seedParts: readonly (string | number)[],
): Bounds<Resampled> {
  if (noInterval([picturesOf(choices)]) !== undefined) return mapBounds(choices, undefinedDraws);
  return mapBounds(choices, (chosen) =>
    resampledMetrics(poolSamples(chosen, pool), RESAMPLES, ["bootstrap", ...seedParts], {
      frozen: pool.frozen,
    }),
  );
}

function undefinedDraws(chosen: readonly MapChoice[]): Resampled {
  const none = new Float64Array(RESAMPLES).fill(Number.NaN);
  const metrics = shownMetrics(haveTruth(chosen.map(({ record }) => record)));
  return Object.fromEntries(metrics.map(({ name }) => [name, none]));
}

/** Draw by draw the mean over objects; undefined where one object's is. */
export function meanResampled(objects: readonly Resampled[]): Resampled {
  return combineResampled(objects, (values) => values.reduce((sum, value) => sum + value, 0) / values.length);
}

/** Intervals of every value, and of its change from the original in the same draws; or why there are none. */
export function intervalsOf(resampled: Bounds<Resampled>, objects: readonly Pictures[]): Intervals {
  const { original } = resampled;
  const { bounds, nested, objectBounds } = mapBounds(resampled, (values): BoundIntervals => {
    const change = combineResampled([original, values], ([from = Number.NaN, to = Number.NaN]) => to - from);
    return { values: metricIntervals(values), change: metricIntervals(change) };
  });
  const none = noInterval(objects);
  const intervals = { original: metricIntervals(original), bounds, nested, objectBounds };
  return none === undefined ? intervals : { ...intervals, none };
}

function metricIntervals(resampled: Resampled): MetricIntervals {
  return Object.fromEntries(
    Object.entries(resampled).map(([name, values]) => [name, percentileInterval(values, LEVEL)]),
  );
}
