// Objects → data set: the mean over objects, never over pictures, and its intervals.

import { present } from "../core/errors.ts";
import type { Resampled } from "../metrics/bootstrap.ts";
import type {
  Bounds,
  Combination,
  CommonOutcome,
  Controls,
  MeanSummary,
  MetricSet,
  ObjectSummary,
  SweepWorst,
} from "../results/schema.ts";
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
    ...commonMean(objects),
  };
}

/** Nothing where no object has a common value; one that has none is skipped, and the mean says so. */
function commonMean(objects: readonly ObjectSummary[]): Pick<MeanSummary, "common"> {
  const names = new Set(objects.flatMap(({ common = {} }) => Object.keys(common)));
  if (names.size === 0) return {};
  const undefinedAs = ({ original: { values } }: ObjectSummary): MetricSet => ({
    values: Object.fromEntries(Object.keys(values).map((metric) => [metric, null])),
  });
  const meanAt = (name: Combination): CommonOutcome => ({
    point: null,
    metrics: meanMetrics(objects.map((object) => object.common?.[name]?.metrics ?? undefinedAs(object))),
  });
  return { common: Object.fromEntries([...names].map((name) => [name, meanAt(name)])) };
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
    ...worstMean(objects.flatMap(({ sweeps }) => sweeps[which]?.worst ?? [])),
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

function worstMean(worsts: readonly SweepWorst[]): { readonly worst?: SweepWorst } {
  if (worsts.length === 0) return {};
  const common = worsts.flatMap((worst) => worst.common?.metrics ?? []);
  return {
    worst: {
      perPicture: meanMetrics(worsts.map(({ perPicture }) => perPicture)),
      ...(common.length === 0 ? {} : { common: { value: null, metrics: meanMetrics(common) } }),
    },
  };
}

function meanControls(objects: readonly Controls[]): Controls {
  return {
    ideal: meanMetrics(objects.map((controls) => controls.ideal)),
    constant: meanMetrics(objects.map((controls) => controls.constant)),
  };
}
