// What is known of an object's pictures for a verdict: their points as the asked box grows, and how often each was looked
// at.

import type { ShiftBox, ShiftRanges } from "../../core/shift.ts";
import { type Parts, partOf } from "../questions/decision-settings.ts";
import type { PlannedSample } from "../questions/question.ts";
import {
  factorOf,
  isWithin,
  type PlacedPoint,
  type PlacingView,
  placedPoints,
} from "../tolerance/placed-points.ts";

/** A picture with the points that are known of it, and the roles that evaluated them. */
export interface KnownPicture {
  readonly sample: PlannedSample;
  /** Photographs of one part share it. */
  readonly part: string;
  readonly points: readonly PlacedPoint[];
  readonly roles: readonly string[];
}

/** A picture of which nothing is known yet. */
export function unseen(sample: PlannedSample, parts: Parts): KnownPicture {
  return { sample, part: partOf(sample.id, parts), points: [], roles: [] };
}

/** A picture with some roles' records more; null as long as one of them is not finished. */
export function withRoles(
  picture: KnownPicture,
  roles: readonly string[],
  box: ShiftBox,
  view: PlacingView,
): KnownPicture | null {
  const found: PlacedPoint[] = [];
  for (const role of roles) {
    const placed = placedPoints(picture.sample, role, box, view);
    if (placed === null) return null;
    for (const point of placed) found.push(point);
  }
  return {
    ...picture,
    points: [...picture.points, ...found],
    roles: [...picture.roles, ...roles],
  };
}

/**
 * Evaluations of a picture within the box of a factor, and of these uniform draws of that very box, by their role. What a
 * point moved out of view was evaluated all the same.
 */
export function lookedAt(
  { sample, roles }: Pick<KnownPicture, "sample" | "roles">,
  { box, factor, draws }: { readonly box: ShiftBox; readonly factor: number; readonly draws: string },
  { record }: Pick<PlacingView, "record">,
): { readonly units: number; readonly draws: number } {
  const counted = roles.map((role) => {
    const { experiment, search, points = [] } = record(sample.id, role) ?? {};
    if (experiment?.kind !== "search")
      return { role, units: points.filter(({ point }) => isWithin(factorOf(point, box), factor)).length };
    return { role, units: isWithin(reachOf(experiment.box, box), factor) ? (search?.units ?? 0) : 0 };
  });
  const sum = (own: typeof counted): number => own.reduce((total, { units }) => total + units, 0);
  return { units: sum(counted), draws: sum(counted.filter(({ role }) => role === draws)) };
}

/** The least factor whose box holds a whole box. */
function reachOf(ranges: ShiftRanges, box: ShiftBox): number {
  const ends = [0, 1].map((end) =>
    Object.fromEntries(Object.entries(ranges).map(([shift, range]) => [shift, range[end] ?? 0])),
  );
  return Math.max(...ends.map((point) => factorOf(point, box)));
}
