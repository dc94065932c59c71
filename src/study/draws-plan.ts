// What stands beside a search: uniform draws within the same box, as numbers; and the worst of them once more with its map,
// where it is worse than what the search found. A pure function of finished records.

import type { ShiftBox } from "../core/shift.ts";
import type { Criterion } from "../objective/criteria/criterion.ts";
import { worstOf } from "../search/search.ts";
import { uniformDraws } from "./draws.ts";
import type { Planned, PlannedSample, PlanView } from "./questions/question.ts";
import { boundRole, drawnWorstRole, drawsRole } from "./questions/roles.ts";

export interface DrawsAsk {
  /** Its name: "theta+hue". */
  readonly combination: string;
  readonly box: ShiftBox;
  /** What its searches make worse. */
  readonly criterion: Criterion;
  /** Draws a picture; none for 0. */
  readonly draws: number;
}

/** The stream of the draws beside searches, of which fewer are a prefix of more. */
const STREAM = "draws";

/** The draws of every sample and, once they and its search are done, a worse point among them. */
export function plannedDraws(ask: DrawsAsk, view: PlanView): Planned[] {
  const { combination, box, draws: count } = ask;
  if (count === 0) return [];
  return view.samples.flatMap((sample): Planned[] => {
    const points = uniformDraws(box, sample, { count, seed: view.seed, stream: STREAM });
    const drawn = { kind: "points", points, keeps: "numbers" } as const;
    return [
      { sample: sample.id, role: drawsRole(combination), experiment: drawn },
      ...drawnWorst(ask, sample, view),
    ];
  });
}

function drawnWorst(
  { combination, criterion }: DrawsAsk,
  { id, anomalous }: PlannedSample,
  { record }: PlanView,
): Planned[] {
  const found = record(id, boundRole(combination))?.points[0];
  const order = criterion.order(anomalous);
  // Points tell no change of their map, so that draws are not compared by it.
  const worst = criterion.comparesMaps
    ? null
    : worstOf(record(id, drawsRole(combination))?.points ?? [], order);
  if (found === undefined || worst === null || !order.isWorse(worst, found)) return [];
  const experiment = { kind: "points", points: [worst.point] } as const;
  return [{ sample: id, role: drawnWorstRole(combination), experiment }];
}
