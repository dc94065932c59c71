// What is known of an object's pictures as the asked box grows: every evaluated point stands in the boxes from its own
// factor on, so that what is found within a smaller box is found within every larger one.

import type { ShiftBox, ShiftPoint } from "../../core/shift.ts";
import type { Decider } from "../../core/thresholds.ts";
import { imageScore } from "../../objective/criteria/image-score.ts";
import type { ItemRecord } from "../../results/record.ts";
import type { PointOutcome } from "../../results/schema.ts";
import { stationPart } from "../common.ts";
import { scopesOf } from "../common-design.ts";
import { isWrong } from "../decisions/verdict.ts";
import type { PlannedSample } from "../questions/question.ts";

/** Rounding that a recorded amount may be off its range by. */
const SLACK = 1e-9;

/** A point of a picture, in view. */
export interface PlacedPoint {
  /** Of the smallest scaled box that holds it. */
  readonly factor: number;
  /** The station's amounts. */
  readonly station: ShiftPoint;
  readonly wrong: boolean;
  readonly outcome: PointOutcome;
}

/** A picture with the points that were evaluated of it within the asked box, those of smaller boxes first. */
export interface PictureEvidence {
  readonly sample: PlannedSample;
  /** Photographs of one part share it. */
  readonly part: string;
  readonly points: readonly PlacedPoint[];
}

/** The least factor whose box holds a point; infinite where it lies beyond the asked box, or names another shift. */
export function factorOf(point: ShiftPoint, box: ShiftBox): number {
  const shares = Object.entries(point).map(([name, amount]) => {
    if (amount === 0) return 0;
    const [low, high] = box.find(({ facts }) => facts.name === name)?.range ?? [0, 0];
    return amount / (amount < 0 ? Math.min(low, 0) : Math.max(high, 0));
  });
  const factor = Math.max(0, ...shares);
  return factor > 1 && factor <= 1 + SLACK ? 1 : factor;
}

/** A picture with the points of some records more; those out of view are none. */
export function withRecords(
  { sample, part, points: known }: PictureEvidence,
  records: readonly ItemRecord[],
  box: ShiftBox,
  decider: Decider,
): PictureEvidence {
  const names = scopesOf(box).station.map(({ facts }) => facts.name);
  const found = records
    .flatMap(({ points }) => points)
    .filter(({ outOfView }) => outOfView !== true)
    .map((outcome) => ({
      factor: factorOf(outcome.point, box),
      station: stationPart(outcome.point, names),
      wrong: isWrong(outcome, sample.anomalous, decider),
      outcome,
    }))
    .filter(({ factor }) => factor <= 1);
  const points = [...known, ...found].toSorted((left, right) => left.factor - right.factor);
  return { sample, part, points };
}

/** Those within the box of a factor. */
export function pointsWithin({ points }: PictureEvidence, factor: number): readonly PlacedPoint[] {
  return points.filter((point) => isWithin(point.factor, factor));
}

/** The factor from which on a picture's verdict is seen to be wrong; infinite where it is not. */
export function failsFrom({ points }: PictureEvidence): number {
  return points.find(({ wrong }) => wrong)?.factor ?? Number.POSITIVE_INFINITY;
}

/** True where a point of `own` lies in the box of `factor`. */
export function isWithin(own: number, factor: number): boolean {
  return own <= factor + SLACK;
}

/** The worst of a picture's points for its verdict: the lowest score of a defective one, the highest of a good one. */
export function worstFirst({ sample }: PictureEvidence, points: readonly PlacedPoint[]): PlacedPoint[] {
  const { height } = imageScore.order(sample.anomalous);
  return points.toSorted((left, right) => height(left.outcome) - height(right.outcome));
}
