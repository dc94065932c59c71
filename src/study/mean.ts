// Objects → data set: the mean over objects, never over pictures, and its intervals.

import { present } from "../core/errors.ts";
import type { Resampled } from "../metrics/bootstrap.ts";
import type { Bounds, Combination, Controls, MeanSummary, ObjectSummary } from "../results/schema.ts";
import { meanMetrics } from "./aggregate.ts";
import { joinBounds } from "./bounds.ts";
import { intervalsOf, meanResampled, type Pictures } from "./intervals.ts";

/** The mean of the objects' metrics; `resampled` and `pictures` are of the same objects. */
export function meanOf(
  objects: readonly ObjectSummary[],
  resampled: readonly Bounds<Resampled>[],
  pictures: readonly Pictures[],
): MeanSummary {
  const identities = objects.map(({ identity }) => identity).filter((identity) => identity !== null);
  return {
    ...joinBounds(objects, meanMetrics),
    identity: identities.length === objects.length ? meanMetrics(identities) : null,
    controls: controlsMean(objects),
    sweeps: sweepsMean(objects),
    intervals: intervalsOf(joinBounds(resampled, meanResampled), pictures),
  };
}

function controlsMean(objects: readonly ObjectSummary[]): Readonly<Record<Combination, Controls>> {
  const [first] = objects;
  return Object.fromEntries(
    Object.keys(first?.controls ?? {}).map((name) => [
      name,
      meanControls(objects.map(({ controls }) => present(controls[name], name))),
    ]),
  );
}

function sweepsMean(objects: readonly ObjectSummary[]): MeanSummary["sweeps"] {
  return (objects[0]?.sweeps ?? []).map(({ shift, points }, which) => ({
    shift,
    points: points.map(({ value }, index) => {
      const own = objects.map(({ sweeps }) => present(sweeps[which]?.points[index], shift));
      const controls = own.map((point) => point.controls).filter((control) => control !== undefined);
      return {
        value,
        metrics: meanMetrics(own.map(({ metrics }) => metrics)),
        ...(controls.length === 0 ? {} : { controls: meanControls(controls) }),
      };
    }),
  }));
}

function meanControls(objects: readonly Controls[]): Controls {
  return {
    ideal: meanMetrics(objects.map((controls) => controls.ideal)),
    constant: meanMetrics(objects.map((controls) => controls.constant)),
  };
}
