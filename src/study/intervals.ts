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

/** The metrics of every draw, the same draws for the original and every bound. */
export function resample(
  choices: Bounds<readonly MapChoice[]>,
  pool: PoolContext,
  seedParts: readonly (string | number)[],
): Bounds<Resampled> {
  return mapBounds(choices, (chosen) =>
    resampledMetrics(poolSamples(chosen, pool), RESAMPLES, ["bootstrap", ...seedParts]),
  );
}

/** Draw by draw the mean over objects; where a draw leaves one without a value, over the others. */
export function meanResampled(objects: readonly Resampled[]): Resampled {
  return combineResampled(objects, (values) => {
    const defined = values.filter((value) => !Number.isNaN(value));
    return defined.reduce((sum, value) => sum + value, 0) / defined.length;
  });
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
