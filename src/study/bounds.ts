// The original and the three lower bounds as one shape, filled first with chosen points, then with what follows from
// them: metrics, resampled metrics, intervals.

import { present } from "../core/errors.ts";
import type { Bounds, Combination } from "../results/schema.ts";
import type { MapChoice } from "./aggregate.ts";
import { nestedCandidate } from "./candidates.ts";
import type { ObjectLevel } from "./object-level.ts";
import { ORIGINAL } from "./questions/roles.ts";
import { recordOf, type SampleRecords, type SearchedCombination } from "./searched.ts";

/** Each sample's point, in the order of the samples. */
export function choicesOf(
  samples: readonly SampleRecords[],
  combinations: readonly SearchedCombination[],
  levels: ReadonlyMap<Combination, ObjectLevel>,
): Bounds<readonly MapChoice[]> {
  const by = <Value>(of: (combination: SearchedCombination) => Value): Readonly<Record<Combination, Value>> =>
    Object.fromEntries(combinations.map((combination) => [combination.name, of(combination)]));
  return {
    original: firstPoints(samples, ORIGINAL),
    bounds: by(({ role }) => firstPoints(samples, role)),
    nested: by((combination) => samples.map((sample) => nestedCandidate(sample, combination))),
    objectBounds: by(({ name }) => present(levels.get(name), name).chosen),
  };
}

/** The first point of every sample's record of a role: a search's winner. */
export function firstPoints(samples: readonly SampleRecords[], role: string): readonly MapChoice[] {
  return samples.map((sample) => ({ record: recordOf(sample, role), index: 0 }));
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
