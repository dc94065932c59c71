// What is evaluated for a risk: every picture at each draw, in records of a fixed size, so that more draws evaluate none
// again.

import { combinationOf } from "../combination.ts";
import { type DrawnShift, drawnPoints } from "../draws.ts";
import type { Planned, PlannedSample } from "../questions/question.ts";
import { riskRole } from "../questions/roles.ts";

/** Draws in a record. */
const CHUNK = 100;

/** The records of a picture's draws; they keep numbers, no maps. */
export function plannedRisk(
  shifts: readonly DrawnShift[],
  sample: PlannedSample,
  { count, seed }: { readonly count: number; readonly seed: number },
): Planned[] {
  const points = drawnPoints(shifts, sample, { count, seed, stream: "distribution" });
  return drawRoles(shifts, count).map((role, chunk) => ({
    ...{ sample: sample.id, role },
    experiment: {
      ...{ kind: "points", keeps: "numbers" },
      points: points.slice(chunk * CHUNK, (chunk + 1) * CHUNK),
    },
  }));
}

/** The roles of those records, in the order of the draws. */
export function drawRoles(shifts: readonly DrawnShift[], count: number): string[] {
  const combination = combinationOf(shifts.map(({ facts }) => facts.name));
  return Array.from({ length: Math.ceil(count / CHUNK) }, (_, chunk) => riskRole(combination, chunk + 1));
}
