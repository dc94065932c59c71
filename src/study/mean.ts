// Objects → data set: the mean over objects, never over pictures, and its intervals.

import { present } from "../core/errors.ts";
import type { Resampled } from "../metrics/bootstrap.ts";
import type { Bounds, MeanSummary, ObjectSummary } from "../results/schema.ts";
import { meanMetrics } from "./aggregate.ts";
import { joinBounds } from "./bounds.ts";
import { intervalsOf, meanResampled, type Pictures } from "./intervals.ts";

/** The mean of the objects' metrics; `resampled` and `pictures` are of the same objects. */
export function meanOf(
  objects: readonly ObjectSummary[],
  resampled: readonly Bounds<Resampled>[],
  pictures: readonly Pictures[],
): MeanSummary {
  const sweeps = (objects[0]?.sweeps ?? []).map(({ shift, points }, which) => ({
    shift,
    points: points.map(({ value }, index) => ({
      value,
      metrics: meanMetrics(
        objects.map(({ sweeps: own }) => present(own[which]?.points[index], shift).metrics),
      ),
    })),
  }));
  return {
    ...joinBounds(objects, meanMetrics),
    sweeps,
    intervals: intervalsOf(joinBounds(resampled, meanResampled), pictures),
  };
}
