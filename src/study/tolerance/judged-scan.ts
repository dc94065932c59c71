// The scan of one shift alone as counts: what was found within any of its ranges, judged by the worst common value where
// the shift is the station's, and each picture at its own worst beside. A pure query over finished records.

import { countOf } from "../../metrics/decisions/clopper-pearson.ts";
import type { FailureCounts } from "../../metrics/decisions/limits.ts";
import { type Decision, partFailures } from "../../metrics/decisions/parts.ts";
import type { DecisionCounts } from "../../results/decisions.ts";
import { partOf } from "../questions/decision-settings.ts";
import type { PlannedSample, PlanView } from "../questions/question.ts";
import { ORIGINAL } from "../questions/roles.ts";
import { type Reading, type ReadingView, readingsOf } from "./readings.ts";
import {
  chunksOf,
  isWhole,
  type Judged,
  type Reach,
  type ScanAsk,
  type ScanSides,
  SIDE_NAMES,
  type SideName,
  scanSides,
} from "./scan-ask.ts";

/** A picture along the scan. */
export interface ScannedPicture {
  readonly sample: PlannedSample;
  readonly part: string;
  readonly atRest: Reading;
  /** By step outwards; as far as the picture was followed. */
  readonly readings: Readonly<Record<SideName, readonly Reading[]>>;
  /** The first step of a side at which the verdict is wrong, from 0; null where there is none so far. */
  readonly flips: Readonly<Record<SideName, number | null>>;
}

export interface JudgedScan {
  readonly sides: ScanSides;
  /** As far as all pictures were followed, or flipped. */
  readonly reached: Reach;
  readonly pictures: readonly ScannedPicture[];
  readonly atRest: DecisionCounts;
  /** Of a station's shift how many parts fail at each step, as far as all pictures were followed; else null. */
  readonly together: Readonly<Record<SideName, readonly FailureCounts[]>> | null;
  /** What was found within some steps of each side, at rest included; no more steps than were reached. */
  within(reach: Reach): Judged;
}

type ScanView = Pick<PlanView, "samples"> & ReadingView;

/** The scan of an object's pictures so far; their unshifted records are there. */
export function judgedScan(ask: ScanAsk, object: string, view: ScanView): JudgedScan {
  const sides = scanSides(ask);
  const pictures = view.samples
    .filter((sample) => sample.object === object)
    .flatMap((sample) => scannedPicture(ask, sides, sample, view));
  const reachedOn = (side: SideName): number =>
    Math.min(
      sides[side].length,
      ...pictures.map(({ atRest, flips, readings }) => {
        const isLeft = !isWhole(ask) && (atRest.wrong || flips[side] !== null);
        return isLeft ? sides[side].length : readings[side].length;
      }),
    );
  const together = ask.shift.facts.scope === "station" ? failuresBySide(pictures) : null;
  const atRest = failuresOf(pictures, (picture) => picture.atRest.wrong);
  return {
    ...{ sides, pictures, together },
    reached: { low: reachedOn("low"), high: reachedOn("high") },
    atRest: counted(atRest),
    within: (reach) => {
      const perPicture = counted(failuresOf(pictures, (picture) => isWrongWithin(picture, reach)));
      const judged = together === null ? perPicture : counted(worstWithin(atRest, together, reach));
      return { ...judged, perPicture, pauroc: meanPauroc(pictures, reach) };
    },
  };
}

function scannedPicture(
  ask: ScanAsk,
  sides: ScanSides,
  sample: PlannedSample,
  view: ScanView,
): ScannedPicture[] {
  const [atRest] = readingsOf(sample, ORIGINAL, view) ?? [];
  if (atRest === undefined) return [];
  const part = partOf(sample.id, ask.parts);
  const followed = (side: SideName): readonly Reading[] => {
    const readings: Reading[] = [];
    for (const { role } of chunksOf(ask, sides, side)) {
      const own = readingsOf(sample, role, view);
      if (own === undefined) break;
      readings.push(...own);
    }
    return readings;
  };
  const readings = { low: followed("low"), high: followed("high") };
  const flipOf = (side: SideName): number | null => {
    const step = readings[side].findIndex(({ wrong }) => wrong);
    return step < 0 ? null : step;
  };
  return [{ sample, part, atRest, readings, flips: { low: flipOf("low"), high: flipOf("high") } }];
}

function isWrongWithin({ atRest, flips }: ScannedPicture, reach: Reach): boolean {
  return atRest.wrong || SIDE_NAMES.some((side) => (flips[side] ?? Number.POSITIVE_INFINITY) < reach[side]);
}

/** Parts that fail where this is said of their pictures, without intervals. */
export function failuresOf(
  pictures: readonly ScannedPicture[],
  isWrong: (picture: ScannedPicture, index: number) => boolean,
): FailureCounts {
  return partFailures(
    pictures.map((picture, index): Decision => {
      const { anomalous } = picture.sample;
      return { part: picture.part, anomalous, rejected: isWrong(picture, index) !== anomalous };
    }),
  );
}

/** With their exact intervals. */
function counted({ escapes, falseRejects }: FailureCounts): DecisionCounts {
  return { escapes: countOf(escapes.k, escapes.n), falseRejects: countOf(falseRejects.k, falseRejects.n) };
}

/** Of a station's shift: how many fail at each step that all pictures were followed to. */
function failuresBySide(
  pictures: readonly ScannedPicture[],
): Readonly<Record<SideName, readonly FailureCounts[]>> {
  const on = (side: SideName): readonly FailureCounts[] => {
    const shared = Math.min(...pictures.map(({ readings }) => readings[side].length));
    return Array.from({ length: pictures.length === 0 ? 0 : shared }, (_, step) =>
      failuresOf(pictures, ({ readings }) => readings[side][step]?.wrong === true),
    );
  };
  return { low: on("low"), high: on("high") };
}

/** Each side of decisions at the one amount within reach at which most parts fail, rest included. */
function worstWithin(
  atRest: FailureCounts,
  failures: Readonly<Record<SideName, readonly FailureCounts[]>>,
  reach: Reach,
): FailureCounts {
  return SIDE_NAMES.flatMap((side) => failures[side].slice(0, reach[side])).reduce(worseOf, atRest);
}

function worseOf(one: FailureCounts, other: FailureCounts): FailureCounts {
  return {
    escapes: other.escapes.k > one.escapes.k ? other.escapes : one.escapes,
    falseRejects: other.falseRejects.k > one.falseRejects.k ? other.falseRejects : one.falseRejects,
  };
}

function meanPauroc(pictures: readonly ScannedPicture[], reach: Reach): number | null {
  const lowest = pictures
    .filter(({ sample }) => sample.anomalous)
    .map(({ atRest, readings }) => {
      const isFollowed = SIDE_NAMES.every((side) => readings[side].length >= reach[side]);
      if (atRest.pauroc === null || !isFollowed) return Number.NaN;
      const within = SIDE_NAMES.flatMap((side) => readings[side].slice(0, reach[side]));
      return within.reduce((least, { pauroc }) => Math.min(least, pauroc ?? least), atRest.pauroc);
    });
  const mean = lowest.reduce((sum, value) => sum + value, 0) / lowest.length;
  return Number.isNaN(mean) ? null : mean;
}
