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

/** By key, under a threshold; a key's record never changes. */
const known = new Map<string, readonly Reading[]>();

/** Beyond it all are forgotten: they are read again. */
const MOST_KNOWN = 200_000;

/** The readings of a picture's role, in the order of its points; undefined as long as it is not finished. */
export function readingsOf(
  { id, object, anomalous }: PlannedSample,
  role: string,
  view: Pick<PlanView, "finished" | "record" | "decider">,
): readonly Reading[] | undefined {
  const key = view.finished(id, role);
  const decider = view.decider(object);
  if (key === undefined || decider === null) return undefined;
  const name = `${key} ${decider.image}`;
  const held = known.get(name);
  if (held !== undefined) return held;
  const record = view.record(id, role);
  if (record === undefined) return undefined;
  const readings = readRecord(record, anomalous, decider);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(name, readings);
  return readings;
}

/** True where the verdict at one of the role's points is wrong. */
export function isWrongAnywhere(
  sample: PlannedSample,
  role: string,
  view: Pick<PlanView, "finished" | "record" | "decider">,
): boolean {
  return readingsOf(sample, role, view)?.some(({ wrong }) => wrong) === true;
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
