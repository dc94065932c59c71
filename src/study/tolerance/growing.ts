// What is known of an object's pictures as the asked box grows, and what it counts: by the worst common value, which is
// judged, and by each picture's own worst. More points never lower a count, nor does a larger box.

import { present } from "../../core/errors.ts";
import { countOf } from "../../metrics/decisions/clopper-pearson.ts";
import type { DecisionCounts } from "../../results/decisions.ts";
import type { PlannedSample } from "../questions/question.ts";
import { isWithin, type PlacedPoint } from "./placed-points.ts";

/** A picture with the points that are known of it. */
export interface PictureEvidence {
  readonly sample: PlannedSample;
  /** Photographs of one part share it. */
  readonly part: string;
  readonly points: readonly PlacedPoint[];
  /** The factor from which on its verdict is seen to be wrong; infinite where it is not. */
  readonly failsFrom: number;
}

/** By part, from which factor on it is seen to fail; a part that is not seen to fail is none of them. */
type FailingParts = ReadonlyMap<string, number>;

/** The parts of one label. */
interface SideEvidence {
  readonly parts: number;
  /** Each at its own worst point. */
  readonly failing: FailingParts;
  /** All under one lamp and lens; without a station's shift there is one such. Those alone under which some part fails. */
  readonly stations: ReadonlyMap<string, FailingParts>;
}

export interface Evidence {
  readonly pictures: readonly PictureEvidence[];
  readonly defective: SideEvidence;
  readonly good: SideEvidence;
}

/** A picture as it is told apart and counted. */
export type CountedPicture = Pick<PictureEvidence, "sample" | "part">;

/** What is known of some pictures by their points. */
export function evidenceOf(
  known: readonly (CountedPicture & { readonly points: readonly PlacedPoint[] })[],
): Evidence {
  const { evidence, add } = openEvidence(known);
  for (const { sample, points } of known) add(sample.id, points);
  return evidence;
}

/** Evidence that grows in place: of these pictures nothing is known yet, and `add` takes points of one more. */
export function openEvidence(known: readonly CountedPicture[]): {
  readonly evidence: Evidence;
  add(sample: string, points: readonly PlacedPoint[]): void;
} {
  const pictures = known.map(({ sample, part }) => ({
    ...{ sample, part, failsFrom: Number.POSITIVE_INFINITY },
    points: [] as PlacedPoint[],
  }));
  const byId = new Map(pictures.map((picture) => [picture.sample.id, picture]));
  const [defective, good] = [openSide(pictures, true), openSide(pictures, false)];
  return {
    evidence: { pictures, defective, good },
    add: (sample, points) => {
      const picture = present(byId.get(sample), sample);
      const side = picture.sample.anomalous ? defective : good;
      for (const placed of points) {
        picture.points.push(placed);
        if (!placed.wrong) continue;
        picture.failsFrom = Math.min(picture.failsFrom, placed.factor);
        side.fails(picture.part, placed);
      }
    },
  };
}

function openSide(
  pictures: readonly CountedPicture[],
  anomalous: boolean,
): SideEvidence & { fails(part: string, placed: PlacedPoint): void } {
  const own = pictures.filter(({ sample }) => sample.anomalous === anomalous);
  const failing = new Map<string, number>();
  const stations = new Map<string, Map<string, number>>();
  return {
    ...{ parts: new Set(own.map(({ part }) => part)).size, failing, stations },
    fails: (part, { factor, station }) => {
      const there = stations.get(station) ?? new Map<string, number>();
      stations.set(station, there);
      for (const parts of [failing, there]) parts.set(part, Math.min(factor, parts.get(part) ?? factor));
    },
  };
}

/** Each picture at its own worst point within the box of a factor. */
export function countsPerPicture(evidence: Evidence, factor: number): DecisionCounts {
  return countsOf(evidence, ({ failing }) => failingWithin(failing, factor));
}

/**
 * All pictures under the one station point that is worst for each side within the box of a factor. A part that was not
 * evaluated under it was not seen to fail there.
 */
export function countsInCommon(evidence: Evidence, factor: number): DecisionCounts {
  return countsOf(evidence, ({ stations }) =>
    [...stations.values()].reduce((most, parts) => Math.max(most, failingWithin(parts, factor)), 0),
  );
}

function countsOf({ defective, good }: Evidence, failing: (side: SideEvidence) => number): DecisionCounts {
  return {
    escapes: countOf(failing(defective), defective.parts),
    falseRejects: countOf(failing(good), good.parts),
  };
}

/** The station point under which most parts of a label fail within the box of a factor; null where none fails. */
export function worstStation(evidence: Evidence, anomalous: boolean, factor: number): string | null {
  const { stations } = anomalous ? evidence.defective : evidence.good;
  let [worst, most]: [string | null, number] = [null, 0];
  for (const [station, parts] of stations) {
    const count = failingWithin(parts, factor);
    if (count > most) [worst, most] = [station, count];
  }
  return worst;
}

function failingWithin(parts: FailingParts, factor: number): number {
  let count = 0;
  for (const own of parts.values()) if (isWithin(own, factor)) count++;
  return count;
}

/** Mean over defective pictures of the lowest pAUROC of each within the box of a factor; null where none has one. */
export function meanPauroc({ pictures }: Evidence, factor: number): number | null {
  const lowest = pictures.flatMap(({ sample, points }) => {
    if (!sample.anomalous) return [];
    const values = points.flatMap(({ pauroc, factor: own }) =>
      pauroc === null || !isWithin(own, factor) ? [] : [pauroc],
    );
    return values.length === 0 ? [] : [values.reduce((least, value) => Math.min(least, value))];
  });
  return lowest.length === 0 ? null : lowest.reduce((sum, value) => sum + value, 0) / lowest.length;
}
