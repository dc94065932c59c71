// The worst common value: one station point (one lamp, one lens) for all pictures of an object, each picture at its own
// worst pose under it. Between the original and the object-level bound by construction: the original is one of its
// candidates, and its choice is one that the object-level bound starts from.

import { canonicalJson } from "../core/digest.ts";
import { present } from "../core/errors.ts";
import type { MetricFacts, MetricSet } from "../core/metric-set.ts";
import type { ShiftPoint } from "../core/shift.ts";
import { imageAuroc } from "../metrics/image-auroc.ts";
import { loss } from "../metrics/loss.ts";
import { METRICS } from "../metrics/registry.ts";
import type { Criterion } from "../objective/criteria/criterion.ts";
import { CRITERIA, criterionFor } from "../objective/criteria/registry.ts";
import type { CommonOutcome } from "../results/schema.ts";
import { worstOf } from "../search/search.ts";
import { boxOf } from "../shift/registry.ts";
import { haveTruth, type PoolContext, pooledMetrics } from "./aggregate.ts";
import { type Candidate, knownWithin, pooledWithin } from "./candidates.ts";
import { scopesOf } from "./common-design.ts";
import { commonRole, ORIGINAL } from "./questions/roles.ts";
import type { PictureRecords, SampleRecords, SearchedCombination } from "./searched.ts";

export interface CommonWorst extends CommonOutcome {
  /** In the order of the samples. */
  readonly chosen: readonly Candidate[];
}

/**
 * The worst, by the leading metric, of the station points that all of these samples were evaluated at within a
 * combination's box: those of the shared design, of sweeps, and of the station at rest. Null without a shared design.
 */
export function worstCommon(
  samples: readonly SampleRecords[],
  combination: SearchedCombination,
  context: PoolContext,
): CommonWorst | null {
  const role = commonRole(combination.name);
  if (!samples.every(({ records }) => records.has(role))) return null;
  const { names, unshifted, stations } = sharedStations(samples, combination, pooledWithin);
  const criterion = poseCriterion(combination, unshifted);
  const choices = [
    unshifted,
    ...stations.map((poses) =>
      samples.map(({ sample }, index) =>
        present(worstOf(present(poses[index], sample.id), criterion.order(sample.anomalous)), "pose"),
      ),
    ),
  ];
  const { chosen, metrics } = worstSet(
    choices.map((chosen) => ({ chosen, metrics: pooledMetrics(chosen, context) })),
  );
  const { point } = present(chosen[0], "sample");
  return { point: stationPart(point, names), metrics, chosen };
}

/** What several pictures know of the same station points. */
export interface SharedStations {
  /** The station's shifts. */
  readonly names: readonly string[];
  /** Each picture as it is, in the order of the pictures. */
  readonly unshifted: readonly Candidate[];
  /** Per station point that all pictures were evaluated at, each picture's candidates there: they differ in pose alone. */
  readonly stations: readonly (readonly (readonly Candidate[])[])[];
}

/**
 * The station points within a combination's box that all of these pictures were evaluated at, that at rest included;
 * `candidatesOf` is what is known of each: everything unless given.
 */
export function sharedStations(
  samples: readonly PictureRecords[],
  combination: SearchedCombination,
  candidatesOf: typeof knownWithin = knownWithin,
): SharedStations {
  const names = scopesOf(boxOf(combination.ranges)).station.map(({ facts }) => facts.name);
  const known = samples.map((sample) => candidatesOf(sample, combination));
  const unshifted = known.map((candidates) =>
    present(
      candidates.find(({ from }) => from === ORIGINAL),
      ORIGINAL,
    ),
  );
  const grouped = known.map((candidates) => byStation(candidates, names));
  const [first = new Map<string, readonly Candidate[]>()] = grouped;
  const shared = [...first.keys()].filter((key) => grouped.every((groups) => groups.has(key)));
  const stations = shared.map((key) => grouped.map((groups) => present(groups.get(key), "station point")));
  return { names, unshifted, stations };
}

/** That of the search; points that are evaluated without one tell no change of the map, and have the usual one. */
function poseCriterion({ criterion }: SearchedCombination, chosen: readonly Candidate[]): Criterion {
  if (!criterion.comparesMaps) return criterion;
  return CRITERIA.named(criterionFor(haveTruth(chosen.map(({ record }) => record))));
}

/**
 * The entry whose metrics are worst for the detector: by the leading metric, or by loss where one has none; without maps
 * by image AUROC.
 */
export function worstSet<Entry extends { readonly metrics: MetricSet }>(entries: readonly Entry[]): Entry {
  const leading = present(METRICS.all()[0], "metric");
  const [first, ...others] = entries;
  return others.reduce(
    (worst, entry) => (isWorse(entry.metrics, worst.metrics, [leading, loss, imageAuroc]) ? entry : worst),
    present(first, "metrics"),
  );
}

/** By the first metric that both have. */
function isWorse(set: MetricSet, than: MetricSet, metrics: readonly MetricFacts[]): boolean {
  for (const { name, better } of metrics) {
    const [own, other] = [set.values[name] ?? null, than.values[name] ?? null];
    if (own !== null && other !== null) return better === "higher" ? own < other : own > other;
  }
  return false;
}

/** Candidates that stand at the same amounts of the station's shifts: they differ in pose alone. */
function byStation(
  candidates: readonly Candidate[],
  names: readonly string[],
): ReadonlyMap<string, readonly Candidate[]> {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const key = canonicalJson(stationPart(candidate.point, names));
    const group = groups.get(key) ?? [];
    group.push(candidate);
    groups.set(key, group);
  }
  return groups;
}

/** A point's amounts of the station's shifts; one that it does not name is at 0. */
export function stationPart(point: ShiftPoint, names: readonly string[]): ShiftPoint {
  return Object.fromEntries(names.map((name) => [name, point[name] ?? 0]));
}
