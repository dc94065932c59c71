// The original and the three lower bounds as one shape, filled first with chosen points, then with what follows from
// them: metrics, resampled metrics, intervals.

import { present } from "../core/errors.ts";
import type { Experiment } from "../results/record.ts";
import type { Bounds, Combination } from "../results/schema.ts";
import type { MapChoice } from "./aggregate.ts";
import { nestedCandidate } from "./candidates.ts";
import { combinationOf } from "./combination.ts";
import type { ObjectLevel } from "./object-level.ts";
import { experimentName } from "./plan.ts";
import type { SampleRecords } from "./sample-summary.ts";

/** Each sample's point, in the order of the samples. */
export function choicesOf(
  samples: readonly SampleRecords[],
  experiments: readonly Experiment[],
  levels: ReadonlyMap<Combination, ObjectLevel>,
): Bounds<readonly MapChoice[]> {
  const first = (experiment: Experiment): MapChoice[] =>
    samples.map(({ records }) => ({
      record: present(records.get(experimentName(experiment)), "record"),
      index: 0,
    }));
  const bounds: Record<Combination, readonly MapChoice[]> = {};
  const nested: Record<Combination, readonly MapChoice[]> = {};
  const objectBounds: Record<Combination, readonly MapChoice[]> = {};
  for (const experiment of experiments) {
    if (experiment.kind !== "bound") continue;
    const { over } = experiment;
    const name = combinationOf(over);
    bounds[name] = first(experiment);
    nested[name] = samples.map(({ records }) => nestedCandidate([...records.values()], over));
    objectBounds[name] = present(levels.get(name), name).chosen;
  }
  return { original: first({ kind: "original" }), bounds, nested, objectBounds };
}

/** Every value of a shape converted. */
export function mapBounds<From, To>(of: Bounds<From>, convert: (value: From) => To): Bounds<To> {
  const each = (values: Readonly<Record<Combination, From>>): Record<Combination, To> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, convert(value)]));
  return {
    original: convert(of.original),
    bounds: each(of.bounds),
    nested: each(of.nested),
    objectBounds: each(of.objectBounds),
  };
}

/** Shapes of equal combinations as one, value by value; the shape of none is an error. */
export function joinBounds<From, To>(
  shapes: readonly Bounds<From>[],
  join: (values: readonly From[]) => To,
): Bounds<To> {
  const each = (key: "bounds" | "nested" | "objectBounds"): Record<Combination, To> =>
    Object.fromEntries(
      Object.keys(shapes[0]?.[key] ?? {}).map((name) => [
        name,
        join(shapes.map((shape) => present(shape[key][name], name))),
      ]),
    );
  return {
    original: join(shapes.map(({ original }) => original)),
    bounds: each("bounds"),
    nested: each("nested"),
    objectBounds: each("objectBounds"),
  };
}
