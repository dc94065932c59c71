// The scan of one shift alone as counts: what was found within any of its ranges, judged by the worst common value where
// the shift is the station's, and each picture at its own worst beside. A pure query over finished records.

import type { Decision } from "../../metrics/decisions/parts.ts";
import { decisionCounts } from "../../metrics/decisions/parts.ts";
import type { DecisionCounts } from "../../results/decisions.ts";
import type { PlannedSample, PlanView } from "../questions/question.ts";
import { ORIGINAL } from "../questions/roles.ts";
import { type Reading, type ReadingView, readingsOf } from "./readings.ts";
import {
  chunksOf,
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
        const isFollowed = ask.shift.facts.scope === "station" || ask.whole === true;
        const isLeft = !isFollowed && (atRest.wrong || flips[side] !== null);
        return isLeft ? sides[side].length : readings[side].length;
      }),
    );
  const count = ask.shift.facts.scope === "station" ? commonCounts(pictures) : null;
  return {
    ...{ sides, pictures },
    reached: { low: reachedOn("low"), high: reachedOn("high") },
    atRest: countsOf(pictures, ({ atRest }) => atRest.wrong),
    within: (reach) => {
      const perPicture = countsOf(pictures, (picture) => isWrongWithin(picture, reach));
      return { ...(count?.(reach) ?? perPicture), perPicture, pauroc: meanPauroc(pictures, reach) };
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
  const part = Object.hasOwn(ask.parts, sample.id) ? (ask.parts[sample.id] ?? sample.id) : sample.id;
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

/** Parts that fail, where this is said of their pictures. */
export function countsOf(
  pictures: readonly ScannedPicture[],
  isWrong: (picture: ScannedPicture, index: number) => boolean,
): DecisionCounts {
  return decisionCounts(
    pictures.map((picture, index): Decision => {
      const { anomalous } = picture.sample;
      return { part: picture.part, anomalous, rejected: isWrong(picture, index) !== anomalous };
    }),
  );
}

/** Of a station's shift: each side of decisions at the one amount within reach at which most parts fail. */
function commonCounts(pictures: readonly ScannedPicture[]): (reach: Reach) => DecisionCounts {
  const atRest = countsOf(pictures, (picture) => picture.atRest.wrong);
  const runningOn = (side: SideName): readonly DecisionCounts[] => {
    const shared = Math.min(...pictures.map(({ readings }) => readings[side].length));
    let worst = atRest;
    return Array.from({ length: pictures.length === 0 ? 0 : shared }, (_, step) => {
      worst = worseOf(
        worst,
        countsOf(pictures, ({ readings }) => readings[side][step]?.wrong === true),
      );
      return worst;
    });
  };
  const running = { low: runningOn("low"), high: runningOn("high") };
  return (reach) =>
    SIDE_NAMES.reduce((worst, side) => worseOf(worst, running[side][reach[side] - 1] ?? worst), atRest);
}

function worseOf(one: DecisionCounts, other: DecisionCounts): DecisionCounts {
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
