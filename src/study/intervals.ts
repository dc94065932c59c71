// Intervals of aggregates over the sampling of test pictures: drawn per object, paired between the original and every
// bound, and carried to the mean over objects draw by draw.

import {
  combineResampled,
  type Interval,
  percentileInterval,
  type Resampled,
  resampledMetrics,
} from "../metrics/bootstrap.ts";
import type { BoundIntervals, Bounds, Intervals, MetricIntervals } from "../results/schema.ts";
import { type MapChoice, type PoolContext, poolSamples } from "./aggregate.ts";
import { mapBounds } from "./bounds.ts";

/** Draws of an object's pictures, and the share of them that an interval holds. */
export const RESAMPLES = 1000;
export const LEVEL = 0.95;

/**
 * The metrics of every draw, the same draws for the original and every bound; undefined where an object has a single
 * picture of a label: one picture can be drawn in one way only, and would pass for certainty.
 */
export function resample(
  choices: Bounds<readonly MapChoice[]>,
  pool: PoolContext,
  seedParts: readonly (string | number)[],
): Bounds<Resampled> {
  const lone = [true, false].some(
    (label) => choices.original.filter(({ record }) => record.anomalous === label).length === 1,
  );
  if (lone) return mapBounds(choices, undefinedDraws);
  return mapBounds(choices, (chosen) =>
    resampledMetrics(poolSamples(chosen, pool), RESAMPLES, ["bootstrap", ...seedParts]),
  );
}

function undefinedDraws(): Resampled {
  const none = new Float64Array(RESAMPLES).fill(Number.NaN);
  return { pauroc: none, aupro: none, f1max: none, loss: none };
}

/** Draw by draw the mean over objects; undefined where one object's is. */
export function meanResampled(objects: readonly Resampled[]): Resampled {
  return combineResampled(objects, (values) => values.reduce((sum, value) => sum + value, 0) / values.length);
}

/** Intervals of every value, and of its change from the original in the same draws. */
export function intervalsOf(resampled: Bounds<Resampled>): Intervals {
  const { original } = resampled;
  const { bounds, nested, objectBounds } = mapBounds(resampled, (values): BoundIntervals => {
    const change = combineResampled([original, values], ([from = Number.NaN, to = Number.NaN]) => to - from);
    return { ...metricIntervals(values), change: metricIntervals(change) };
  });
  return { original: metricIntervals(original), bounds, nested, objectBounds };
}

function metricIntervals({ pauroc, aupro, f1max, loss }: Resampled): MetricIntervals {
  const of = (values: Float64Array): Interval | null => percentileInterval(values, LEVEL);
  return { pauroc: of(pauroc), aupro: of(aupro), f1max: of(f1max), loss: of(loss) };
}
