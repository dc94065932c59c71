// The decisions of one object's pictures at its frozen thresholds, as counts of independent parts. Pure but for the maps,
// which are read beforehand.

import type { Thresholds } from "../../core/thresholds.ts";
import { agreementOf } from "../../metrics/decisions/attribute-agreement.ts";
import { countOf } from "../../metrics/decisions/clopper-pearson.ts";
import { type Decision, decisionCounts } from "../../metrics/decisions/parts.ts";
import type {
  Agreement,
  Count,
  DecisionCounts,
  Flip,
  MapDecisions,
  ObjectDecisions,
  PictureVerdict,
} from "../../results/decisions.ts";
import type { Combination } from "../../results/schema.ts";
import { type Candidate, pointsOf } from "../candidates.ts";
import { type SearchedCombination, sweptShifts } from "../searched.ts";
import { commonCounts } from "./common.ts";
import { limitsOf } from "./limits.ts";
import type { MapReading, MapReadings, RegionCount } from "./maps.ts";
import { type DecidedPicture, decided } from "./pictures.ts";
import { isRejected, isWrong } from "./verdict.ts";

export interface DecidedObject {
  readonly object: string;
  readonly pictures: readonly DecidedPicture[];
  readonly combinations: readonly SearchedCombination[];
  readonly thresholds: Thresholds;
  /** Of every picture; empty without maps. */
  readonly readings: ReadonlyMap<DecidedPicture, MapReadings>;
}

/** Where a picture stands; undefined where it does not count, out of view. */
type PointOf = (picture: DecidedPicture) => Candidate | undefined;

export function objectDecisions(decidedObject: DecidedObject): ObjectDecisions {
  const { object, pictures, combinations, thresholds } = decidedObject;
  const counts = (pointOf: PointOf, of = pictures): DecisionCounts =>
    decisionCounts(of.flatMap((picture) => decidedAt(picture, pointOf(picture), thresholds)));
  const by = <Value>(of: (combination: SearchedCombination) => Value): Record<Combination, Value> =>
    Object.fromEntries(combinations.map((combination) => [combination.name, of(combination)]));
  const atWorst =
    (name: Combination): PointOf =>
    (picture) =>
      picture.worst.get(name);
  const defects = [
    ...new Set(pictures.filter(({ sample }) => sample.anomalous).map(({ sample }) => sample.defect)),
  ];
  return {
    object,
    thresholds,
    atRest: counts(({ atRest }) => atRest),
    sweeps: sweepsOf(pictures, counts),
    typical: by(({ name }) => counts(({ typical }) => typical.get(name))),
    common: commonOf(decidedObject),
    worst: by(({ name }) => counts(atWorst(name))),
    defects: defects.map((defect) => {
      const own = pictures.filter(({ sample }) => sample.anomalous && sample.defect === defect);
      return {
        defect,
        atRest: counts(({ atRest }) => atRest, own).escapes,
        worst: by(({ name }) => counts(atWorst(name), own).escapes),
      };
    }),
    ...mapsOf(decidedObject),
    agreement: agreements(decidedObject),
    flips: combinations.flatMap(({ name }) => flipsOf(pictures, name, thresholds)),
    verdicts: pictures.map((picture) => verdictOf(picture, thresholds)),
    limits: limitsOf(pictures, combinations, thresholds),
  };
}

function decidedAt(
  picture: DecidedPicture,
  candidate: Candidate | undefined,
  thresholds: Thresholds,
): Decision[] {
  return candidate === undefined || candidate.outOfView === true
    ? []
    : [decided(picture, candidate, thresholds)];
}

function sweepsOf(
  pictures: readonly DecidedPicture[],
  counts: (pointOf: PointOf) => DecisionCounts,
): ObjectDecisions["sweeps"] {
  const [first] = pictures;
  const roles = [...(first?.records ?? [])].map(([role, { experiment }]) => ({ role, experiment }));
  return sweptShifts(roles).map(({ shift, role, values }) => ({
    shift,
    points: values.map((value, index) => ({ value, ...counts((picture) => pointsOf(picture, role)[index]) })),
  }));
}

function commonOf({ pictures, combinations, thresholds }: DecidedObject): ObjectDecisions["common"] {
  return Object.fromEntries(
    combinations.flatMap((combination) => {
      const common = commonCounts(pictures, combination, thresholds);
      return common === null ? [] : [[combination.name, common]];
    }),
  );
}

/** A part agrees with itself as its photographs do: one that is decided wrongly decides for the part. */
function agreements({ pictures, combinations, thresholds }: DecidedObject): Record<Combination, Agreement> {
  return Object.fromEntries(
    combinations.flatMap(({ name }) => {
      const drawn = pictures.flatMap((picture) => {
        const typical = picture.typical.get(name);
        return typical === undefined ? [] : [{ picture, typical }];
      });
      if (drawn.length === 0) return [];
      const parts = new Map<string, typeof drawn>();
      for (const each of drawn) parts.set(each.picture.part, [...(parts.get(each.picture.part) ?? []), each]);
      const rejections = (pointOf: (of: (typeof drawn)[number]) => Candidate): boolean[] =>
        [...parts.values()].map((own) => {
          const anomalous = own[0]?.picture.sample.anomalous === true;
          return own.some((each) => isWrong(pointOf(each), anomalous, thresholds)) !== anomalous;
        });
      const atRest = rejections(({ picture }) => picture.atRest);
      return [
        [
          name,
          agreementOf(
            atRest,
            rejections(({ typical }) => typical),
          ),
        ],
      ];
    }),
  );
}

/** The pictures that were decided rightly at rest alone, that whose score moved furthest first. */
function flipsOf(
  pictures: readonly DecidedPicture[],
  combination: Combination,
  thresholds: Thresholds,
): Flip[] {
  return pictures
    .flatMap(({ sample: { id: sample, defect, anomalous }, atRest, worst }): Flip[] => {
      const found = worst.get(combination);
      if (found === undefined) return [];
      if (isWrong(atRest, anomalous, thresholds) || !isWrong(found, anomalous, thresholds)) return [];
      const [scoreAtRest, score] = [atRest.imageScore, found.imageScore];
      return [{ sample, defect, anomalous, combination, scoreAtRest, score, point: found.point }];
    })
    .toSorted((left, right) => moved(right) - moved(left));
}

function moved({ score, scoreAtRest }: Flip): number {
  return Math.abs(score - scoreAtRest);
}

function verdictOf(
  { sample, part, atRest, typical, worst }: DecidedPicture,
  thresholds: Thresholds,
): PictureVerdict {
  const rejected = (at: ReadonlyMap<Combination, Candidate>): Record<Combination, boolean> =>
    Object.fromEntries([...at].map(([name, candidate]) => [name, isRejected(candidate, thresholds)]));
  return {
    ...{ sample: sample.id, part, defect: sample.defect, anomalous: sample.anomalous },
    ...{ atRest: isRejected(atRest, thresholds), typical: rejected(typical), worst: rejected(worst) },
  };
}

function mapsOf({ combinations, thresholds, readings }: DecidedObject): MapDecisions {
  const all = [...readings.values()];
  if (all.length === 0) return { missedRegions: null, mapChange: null };
  const by = <Value>(
    at: "typical" | "worst",
    of: (readings: readonly MapReading[]) => Value,
  ): Record<string, Value> =>
    Object.fromEntries(
      combinations.flatMap(({ name }) => {
        const own = all.flatMap((each) => each[at].get(name) ?? []);
        return own.length === 0 ? [] : [[name, of(own)]];
      }),
    );
  const atRest = regionCount(all.map((own) => own.atRest));
  return {
    missedRegions:
      thresholds.pixel === null || atRest.n === 0 ? null : { atRest, worst: by("worst", regionCount) },
    mapChange: { typical: by("typical", meanChange), worst: by("worst", meanChange) },
  };
}

function regionCount(readings: readonly MapReading[]): Count {
  const total = (of: (count: RegionCount) => number): number =>
    readings.reduce((sum, { regions }) => sum + (regions === null ? 0 : of(regions)), 0);
  return countOf(
    total(({ missed }) => missed),
    total(({ regions }) => regions),
  );
}

function meanChange(readings: readonly MapReading[]): number {
  return readings.reduce((sum, { change }) => sum + change, 0) / readings.length;
}
