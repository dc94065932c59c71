// Counts within a growing box: by the worst common value, which is judged, and by each picture's own worst beside it. More
// evidence never lowers one of them, nor does a larger box.

import type { ShiftPoint } from "../../core/shift.ts";
import { countOf } from "../../metrics/decisions/clopper-pearson.ts";
import { decisionCounts } from "../../metrics/decisions/parts.ts";
import type { Count, DecisionCounts } from "../../results/decisions.ts";
import { failsFrom, isWithin, type PictureEvidence, pointsWithin } from "./together-evidence.ts";

/** One lamp and lens for all pictures: from which factor on each part is seen to fail under it. */
export interface StationEvidence {
  readonly station: ShiftPoint;
  /** Of the smallest box that holds it. */
  readonly factor: number;
  /** Ascending; of each part the factor of the smallest box with a point under this station at which it fails. */
  readonly failing: readonly number[];
}

/** Each picture at its own worst point within the box of a factor. */
export function countsPerPicture(pictures: readonly PictureEvidence[], factor: number): DecisionCounts {
  return decisionCounts(
    pictures.map((picture) => {
      const { anomalous } = picture.sample;
      const failed = isWithin(failsFrom(picture), factor);
      return { part: picture.part, anomalous, rejected: failed !== anomalous };
    }),
  );
}

/** All pictures under the one station point that is worst for each side; without a station's shift as each is by itself. */
export function countsInCommon(pictures: readonly PictureEvidence[], factor: number): DecisionCounts {
  return { escapes: commonSide(pictures, factor, true), falseRejects: commonSide(pictures, factor, false) };
}

function commonSide(pictures: readonly PictureEvidence[], factor: number, anomalous: boolean): Count {
  const own = pictures.filter(({ sample }) => sample.anomalous === anomalous);
  const worst = worstStation(stationsOf(own), factor);
  return countOf(worst === null ? 0 : failingAt(worst, factor), new Set(own.map(({ part }) => part)).size);
}

/**
 * Every station point that some of these pictures was evaluated at, those of the smallest boxes first. A part that was not
 * evaluated under one was not seen to fail there.
 */
export function stationsOf(pictures: readonly PictureEvidence[]): StationEvidence[] {
  const stations = new Map<string, { station: ShiftPoint; factor: number; parts: Map<string, number> }>();
  for (const { part, points } of pictures) {
    for (const { factor, station, wrong } of points) {
      const key = JSON.stringify(station);
      const known = stations.get(key) ?? { station, factor, parts: new Map<string, number>() };
      stations.set(key, known);
      known.factor = Math.min(known.factor, factor);
      if (wrong) known.parts.set(part, Math.min(factor, known.parts.get(part) ?? factor));
    }
  }
  return [...stations.values()]
    .map(({ station, factor, parts }) => ({ station, factor, failing: ascending(parts.values()) }))
    .toSorted((left, right) => left.factor - right.factor);
}

function ascending(factors: Iterable<number>): number[] {
  return [...factors].toSorted((left, right) => left - right);
}

/** The station point under which most parts fail within the box of a factor, the nearest to rest of equals; null of none. */
export function worstStation(stations: readonly StationEvidence[], factor: number): StationEvidence | null {
  return stations.reduce<StationEvidence | null>(
    (worst, other) => (worst === null || failingAt(other, factor) > failingAt(worst, factor) ? other : worst),
    null,
  );
}

/** Parts that are seen to fail under a station point within the box of a factor. */
export function failingAt({ failing }: StationEvidence, factor: number): number {
  return failing.filter((own) => isWithin(own, factor)).length;
}

/** Mean over defective pictures of the lowest pAUROC of each within the box of a factor; null where none has one. */
export function meanPauroc(pictures: readonly PictureEvidence[], factor: number): number | null {
  const lowest = pictures.flatMap((picture) => {
    if (!picture.sample.anomalous) return [];
    const values = pointsWithin(picture, factor).flatMap(({ outcome }) => outcome.pauroc ?? []);
    return values.length === 0 ? [] : [Math.min(...values)];
  });
  return lowest.length === 0 ? null : lowest.reduce((sum, value) => sum + value, 0) / lowest.length;
}
