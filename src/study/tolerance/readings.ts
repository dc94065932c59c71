// What a record says of decisions, point by point, in a few bytes: plans ask again and again, and a record is read from
// the disk each time that it is asked for.

import type { Decider } from "../../core/thresholds.ts";
import type { ItemRecord } from "../../results/record.ts";
import { isWrong } from "../decisions/verdict.ts";
import type { PlannedSample, PlanView } from "../questions/question.ts";

/** A point as plans need it: where it stands, and whether its verdict is wrong. */
export interface Reading {
  /** The amounts in the shifts' order; none of the unshifted picture. */
  readonly amounts: readonly number[];
  /** Never of a point whose defect was out of view. */
  readonly wrong: boolean;
  /** Null without maps or masks, and out of view. */
  readonly pauroc: number | null;
}

export type ReadingView = Pick<PlanView, "finished" | "record" | "decider" | "source">;

type ReadingsByKey = Map<string, readonly Reading[]>;

/** Of each run's records, by key and threshold: a key's record never changes. */
const known = new WeakMap<object, ReadingsByKey>();

/** The readings of a picture's role, in the order of its points; undefined as long as it is not finished. */
export function readingsOf(
  { id, object, anomalous }: PlannedSample,
  role: string,
  view: ReadingView,
): readonly Reading[] | undefined {
  const key = view.finished(id, role);
  const decider = view.decider(object);
  if (key === undefined || decider === null) return undefined;
  const name = `${key} ${decider.image}`;
  const kept = keptOf(view.source);
  const held = kept.get(name);
  if (held !== undefined) return held;
  const record = view.record(id, role);
  if (record === undefined) return undefined;
  const readings = readRecord(record, anomalous, decider);
  kept.set(name, readings);
  return readings;
}

/** True where the verdict at one of the role's points is wrong. */
export function isWrongAnywhere(sample: PlannedSample, role: string, view: ReadingView): boolean {
  return readingsOf(sample, role, view)?.some(({ wrong }) => wrong) === true;
}

function keptOf(source: object | undefined): ReadingsByKey {
  if (source === undefined) return new Map();
  const kept = known.get(source) ?? new Map();
  known.set(source, kept);
  return kept;
}

function readRecord({ points }: ItemRecord, anomalous: boolean, decider: Decider): readonly Reading[] {
  return points.map((outcome) => {
    const isSeen = outcome.outOfView !== true;
    return {
      amounts: Object.values(outcome.point),
      wrong: isSeen && isWrong(outcome, anomalous, decider),
      pauroc: isSeen ? outcome.pauroc : null,
    };
  });
}
