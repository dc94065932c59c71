// Where evaluated points stand in a growing box: each is within every scaled box from its own factor on.

import type { ShiftBox, ShiftPoint } from "../../core/shift.ts";
import type { Decider } from "../../core/thresholds.ts";
import type { ItemRecord } from "../../results/record.ts";
import { stationPart } from "../common.ts";
import { scopesOf } from "../common-design.ts";
import { isWrong } from "../decisions/verdict.ts";
import type { PlannedSample, PlanView } from "../questions/question.ts";

/** Rounding that a recorded amount may be off its range by. */
const SLACK = 1e-9;

/** A point of a picture, in view and within the asked box. */
export interface PlacedPoint {
  /** Of the smallest scaled box that holds it. */
  readonly factor: number;
  /** The station's amounts, as text that is the same for the same. */
  readonly station: string;
  readonly wrong: boolean;
  readonly imageScore: number;
  readonly pauroc: number | null;
  readonly point: ShiftPoint;
}

export type PlacingView = Pick<PlanView, "finished" | "record" | "decider" | "source">;

/** Of each run's records, by key, threshold and box: plans ask again and again, and a record is read from the disk. */
const known = new WeakMap<object, Map<string, readonly PlacedPoint[]>>();

/** The points of a picture's role; null as long as it is not finished, or as it is not known what decides. */
export function placedPoints(
  { id, object, anomalous }: PlannedSample,
  role: string,
  box: ShiftBox,
  { finished, record, decider, source = {} }: PlacingView,
): readonly PlacedPoint[] | null {
  const key = finished(id, role);
  const deciding = decider(object);
  if (key === undefined || deciding === null) return null;
  const kept = known.get(source) ?? new Map<string, readonly PlacedPoint[]>();
  known.set(source, kept);
  const ranges = box.map(({ facts, range }) => `${facts.name}=${range.join("..")}`);
  const name = [key, deciding.image, ...ranges].join(" ");
  const held = kept.get(name);
  if (held !== undefined) return held;
  const found = record(id, role);
  if (found === undefined) return null;
  const placed = placedIn(found, anomalous, box, deciding);
  kept.set(name, placed);
  return placed;
}

function placedIn(
  { points }: ItemRecord,
  anomalous: boolean,
  box: ShiftBox,
  decider: Decider,
): readonly PlacedPoint[] {
  const names = scopesOf(box).station.map(({ facts }) => facts.name);
  return points.flatMap((outcome): PlacedPoint[] => {
    const { point, pauroc, imageScore } = outcome;
    const factor = factorOf(point, box);
    if (outcome.outOfView === true || factor > 1) return [];
    const station = JSON.stringify(stationPart(point, names));
    return [
      { ...{ factor, station, pauroc, imageScore, point }, wrong: isWrong(outcome, anomalous, decider) },
    ];
  });
}

/** The least factor whose box holds a point; infinite where it lies beyond the asked box, or names another shift. */
export function factorOf(point: ShiftPoint, box: ShiftBox): number {
  const shares = Object.entries(point).map(([name, amount]) => {
    if (amount === 0) return 0;
    const [low, high] = box.find(({ facts }) => facts.name === name)?.range ?? [0, 0];
    return Math.abs(amount / (amount < 0 ? Math.min(low, 0) : Math.max(high, 0)));
  });
  const factor = Math.max(0, ...shares);
  return factor > 1 && factor <= 1 + SLACK ? 1 : factor;
}

/** True where a point that stands in the box of `own` stands in that of `factor` too. */
export function isWithin(own: number, factor: number): boolean {
  return own <= factor + SLACK;
}
