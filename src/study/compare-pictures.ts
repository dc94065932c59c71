// What single pictures are compared by between two runs, and where: at rest, at the worst found of each combination of
// shifts, and at each picture's worst value of a sweep.

import { givesMaps } from "../core/detector-facts.ts";
import { canonicalJson } from "../core/digest.ts";
import { CRITERIA } from "../objective/criteria/registry.ts";
import { decisionsOf } from "../results/decisions.ts";
import type { PointOutcome, RunSummary, SampleSummary, SweepSummary } from "../results/schema.ts";
import type { ComparedRun } from "./compared-run.ts";

/** A value of one picture at a point; higher is better for the detector. */
export interface OwnValue {
  readonly title: string;
  readonly unit: "fraction" | "number";
  readonly reads: "map" | "image score";
  /** Null where a picture has none. `threshold` is the image threshold of its run and object, 0 where not both have one. */
  of(outcome: PointOutcome, anomalous: boolean, threshold: number): number | null;
}

/** Where the pictures of a run are compared. */
export interface Place {
  readonly at: string;
  /** True where the place is the worst, or the only one, of this value. */
  has(value: OwnValue): boolean;
  /** The points that a picture is taken at: the worst of them counts. */
  outcomes(sample: SampleSummary): readonly PointOutcome[];
}

/** Whether scores are taken from the runs' own thresholds, and the values that both detectors have on one scale. */
export interface ComparableValues {
  readonly values: readonly OwnValue[];
  /** By object; empty where not both runs have one of every object. */
  readonly thresholds: {
    readonly now: ReadonlyMap<string, number>;
    readonly baseline: ReadonlyMap<string, number>;
  };
  /** What is not compared, and why. */
  readonly limits: readonly string[];
}

export function comparableValues(now: RunSummary, baseline: RunSummary): ComparableValues {
  const [own, earlier] = [now.provenance.detector, baseline.provenance.detector];
  const maps = givesMaps(own) && givesMaps(earlier);
  const scores = own.source === earlier.source;
  const thresholds = { now: thresholdsOf(now), baseline: thresholdsOf(baseline) };
  const relative = now.objects.every(
    ({ object }) => thresholds.now.has(object) && thresholds.baseline.has(object),
  );
  const limits = [
    ...(scores
      ? []
      : [
          `Image scores are not compared: detectors of different sources (${own.source}, ${earlier.source}) need not score on one scale.`,
        ]),
    ...(maps ? [] : ["Maps are not compared: one of the detectors gives image scores alone."]),
  ];
  return {
    values: [...(maps ? [PAUROC] : []), ...(scores ? [imageScore(relative)] : [])],
    thresholds: relative ? thresholds : { now: new Map(), baseline: new Map() },
    limits,
  };
}

const PAUROC: OwnValue = {
  ...{ title: "pAUROC", unit: "fraction", reads: "map" },
  of: ({ pauroc }, anomalous) => (anomalous ? pauroc : null),
};

/** Towards the wrong decision it falls: of good pictures it is the negative score. */
function imageScore(relative: boolean): OwnValue {
  return {
    title: relative ? "image score above its threshold" : "image score",
    ...{ unit: "number", reads: "image score" },
    of: ({ imageScore: score }, anomalous, threshold) => (anomalous ? score - threshold : threshold - score),
  };
}

function thresholdsOf(summary: RunSummary): ReadonlyMap<string, number> {
  const known = (decisionsOf(summary) ?? []).flatMap(({ object, thresholds: { image } }) =>
    image === null ? [] : [[object, image] as const],
  );
  return new Map(known);
}

/** The part that a picture shows; the picture itself where no group names one. */
export function partsOf(summary: RunSummary): (sample: string) => string {
  const verdicts = (decisionsOf(summary) ?? []).flatMap((decisions) => decisions.verdicts);
  const parts = new Map(verdicts.map(({ sample, part }) => [sample, part]));
  return (sample) => parts.get(sample) ?? sample;
}

/** The places of a run. */
export function placesOf(run: ComparedRun): Place[] {
  const { combinations, provenance, mean } = run.summary;
  const criterion = provenance.criterion === null ? null : CRITERIA.named(provenance.criterion);
  return [
    { at: "at rest", has: () => true, outcomes: ({ original }) => [original] },
    ...combinations.map(
      (name): Place => ({
        at: `worst ${name}`,
        // A search makes one value worse; how far maps move is on each detector's own scale.
        has: ({ reads }) => criterion !== null && !criterion.comparesMaps && criterion.reads === reads,
        outcomes: ({ nested }) => [nested[name] ?? []].flat(),
      }),
    ),
    ...mean.sweeps.map((sweep): Place => {
      const swept = sweptOutcomes(sweep, run);
      return {
        ...{ at: `worst of the sweep of ${sweep.shift}`, has: () => true },
        outcomes: ({ sample }) => (swept.get(sample) ?? []).filter(({ outOfView }) => outOfView !== true),
      };
    }),
  ];
}

/** Every picture's points of a sweep. */
function sweptOutcomes(
  { shift, points }: SweepSummary,
  { keys, records }: ComparedRun,
): ReadonlyMap<string, readonly PointOutcome[]> {
  const swept = canonicalJson(points.map(({ value }) => ({ [shift]: value })));
  const outcomes = new Map<string, readonly PointOutcome[]>();
  for (const key of keys) {
    const record = records.get(key);
    if (record?.experiment.kind === "points" && canonicalJson(record.experiment.points) === swept)
      outcomes.set(record.sample, record.points);
  }
  return outcomes;
}

/** By sample of an object, the worst of its value at a place; samples without one are left out. */
export function worstOwn(
  { summary }: ComparedRun,
  {
    place,
    value,
    object,
    threshold = 0,
  }: {
    readonly place: Place;
    readonly value: OwnValue;
    readonly object: string;
    readonly threshold?: number | undefined;
  },
): ReadonlyMap<string, { readonly anomalous: boolean; readonly value: number }> {
  return new Map(
    summary.samples
      .filter((sample) => sample.object === object)
      .flatMap((sample) => {
        const { anomalous } = sample;
        const known = place
          .outcomes(sample)
          .flatMap((outcome) => value.of(outcome, anomalous, threshold) ?? []);
        return known.length === 0 ? [] : [[sample.sample, { anomalous, value: Math.min(...known) }] as const];
      }),
  );
}
