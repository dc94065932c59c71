// What is known of an object's pictures for a verdict: where each fails, and how often it was looked at. A record is read
// and placed once, for plans ask again and again.

import type { ShiftBox } from "../../core/shift.ts";
import type { Decider } from "../../core/thresholds.ts";
import type { FailureCounts } from "../../metrics/decisions/limits.ts";
import type { ItemRecord } from "../../results/record.ts";
import { stationPart } from "../common.ts";
import { scopesOf } from "../common-design.ts";
import { isWrong } from "../decisions/verdict.ts";
import type { PlannedSample, PlanView } from "../questions/question.ts";
import { countsInCommon } from "../tolerance/together-counts.ts";
import {
  factorOf,
  failsFrom,
  isWithin,
  type PictureEvidence,
  type PlacedPoint,
} from "../tolerance/together-evidence.ts";

/** One record of a picture, placed in the asked box. */
interface Placed {
  /** The points in view at which the verdict is wrong; within the asked box. */
  readonly failing: readonly PlacedPoint[];
  /** Of every evaluated point the factor of the smallest box that holds it; of a search none. */
  readonly factors: readonly number[];
  /** Of a search: the factor of its box, and what it cost in evaluations. */
  readonly search: { readonly factor: number; readonly units: number } | null;
}

/** A picture with the points at which it fails, and the roles that were read. */
export interface KnownPicture extends PictureEvidence {
  readonly roles: readonly string[];
}

export type EvidenceView = Pick<PlanView, "finished" | "record" | "decider" | "source">;

/** A picture of which nothing is known yet. */
export function unseen(sample: PlannedSample, parts: Readonly<Record<string, string>>): KnownPicture {
  const part = Object.hasOwn(parts, sample.id) ? (parts[sample.id] ?? sample.id) : sample.id;
  return { sample, part, points: [], roles: [] };
}

/** A picture with some roles' records more; null as long as one of them is not finished. */
export function withRoles(
  picture: KnownPicture,
  roles: readonly string[],
  box: ShiftBox,
  view: EvidenceView,
): KnownPicture | null {
  const found: PlacedPoint[] = [];
  for (const role of roles) {
    const placed = placedOf(picture.sample, role, box, view);
    if (placed === null) return null;
    found.push(...placed.failing);
  }
  const points =
    found.length === 0
      ? picture.points
      : [...picture.points, ...found].toSorted((left, right) => left.factor - right.factor);
  return { ...picture, points, roles: [...picture.roles, ...roles] };
}

/** Parts that fail in the asked box scaled by a factor, under the one station point that is worst for each side. */
export function commonFailures(pictures: readonly PictureEvidence[], factor: number): FailureCounts {
  return countsInCommon(pictures, factor);
}

/** True where a picture was seen to fail in the box of a factor. */
export function hasFailed(picture: PictureEvidence, factor: number): boolean {
  return isWithin(failsFrom(picture), factor);
}

/** Evaluations of a picture within the box of a factor, and of these uniform draws of that very box, by their role. */
export function lookedAt(
  { sample, roles }: KnownPicture,
  { box, factor, draws }: { readonly box: ShiftBox; readonly factor: number; readonly draws: string },
  view: EvidenceView,
): { readonly units: number; readonly draws: number } {
  const counted = roles.map((role) => {
    const placed = placedOf(sample, role, box, view);
    if (placed === null) return { role, units: 0 };
    const { factors, search } = placed;
    const units =
      search === null
        ? factors.filter((own) => isWithin(own, factor)).length
        : isWithin(search.factor, factor)
          ? search.units
          : 0;
    return { role, units };
  });
  const sum = (own: typeof counted): number => own.reduce((total, { units }) => total + units, 0);
  return { units: sum(counted), draws: sum(counted.filter(({ role }) => role === draws)) };
}

/** Of each run, by key, threshold and box; a key's record never changes. */
const known = new WeakMap<object, Map<string, Placed>>();

function placedOf(
  sample: PlannedSample,
  role: string,
  box: ShiftBox,
  { finished, record, decider, source }: EvidenceView,
): Placed | null {
  const key = finished(sample.id, role);
  const deciding = decider(sample.object);
  if (key === undefined || deciding === null) return null;
  const ranges = box.map(({ facts, range }) => `${facts.name} ${range.join(" ")}`);
  const name = [key, deciding.image, ...ranges].join("\n");
  const ofRun = keptOf(source);
  const held = ofRun.get(name);
  if (held !== undefined) return held;
  const read = record(sample.id, role);
  if (read === undefined) return null;
  const placed = placedRecord(read, sample, box, deciding);
  ofRun.set(name, placed);
  return placed;
}

function keptOf(source: object | undefined): Map<string, Placed> {
  const kept = (source === undefined ? undefined : known.get(source)) ?? new Map<string, Placed>();
  if (source !== undefined) known.set(source, kept);
  return kept;
}

function placedRecord(
  { points, experiment, search }: ItemRecord,
  { anomalous }: PlannedSample,
  box: ShiftBox,
  decider: Decider,
): Placed {
  const names = scopesOf(box).station.map(({ facts }) => facts.name);
  const placed = points
    .map((outcome) => ({
      factor: factorOf(outcome.point, box),
      station: stationPart(outcome.point, names),
      // What moved a defect out of view is no failure; it was looked at, and drawn, all the same.
      wrong: outcome.outOfView !== true && isWrong(outcome, anomalous, decider),
      outcome,
    }))
    .filter(({ factor }) => factor <= 1);
  const failing = placed.filter(({ wrong }) => wrong);
  if (experiment.kind === "points")
    return { failing, factors: placed.map(({ factor }) => factor), search: null };
  const ends = [0, 1].map((end) =>
    Object.fromEntries(Object.entries(experiment.box).map(([shift, range]) => [shift, range[end] ?? 0])),
  );
  const factor = Math.max(...ends.map((point) => factorOf(point, box)));
  return { failing, factors: [], search: { factor, units: search?.units ?? 0 } };
}
