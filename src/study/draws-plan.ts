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
export const BESIDE_SEARCH = "draws";

/** The draws of every sample and, once they and its search are done, a worse point among them. */
export function plannedDraws(ask: DrawsAsk, view: PlanView): Planned[] {
  const { combination, box, draws: count } = ask;
  if (count === 0) return [];
  const told = toldBy(ask);
  return view.samples.flatMap((sample): Planned[] => {
    const points = uniformDraws(box, sample, { count, seed: view.seed, stream: BESIDE_SEARCH });
    const drawn = { kind: "points", points, keeps: "numbers", ...told } as const;
    return [
      { sample: sample.id, role: drawsRole(combination), experiment: drawn },
      ...drawnWorst(ask, sample, view),
    ];
  });
}

function drawnWorst(
  ask: DrawsAsk,
  { id, anomalous }: PlannedSample,
  { record }: Pick<PlanView, "record">,
): Planned[] {
  const { combination, criterion } = ask;
  const order = criterion.order(anomalous);
  const found = record(id, boundRole(combination))?.points[0];
  const worst = worstOf(record(id, drawsRole(combination))?.points ?? [], order);
  if (found === undefined || worst === null || !order.isWorse(worst, found)) return [];
  const experiment = { kind: "points", points: [worst.point], ...toldBy(ask) } as const;
  return [{ sample: id, role: drawnWorstRole(combination), experiment }];
}

/** Points tell by themselves what every criterion reads but the change of the map. */
function toldBy({ criterion }: DrawsAsk): { readonly criterion?: string } {
  return criterion.comparesMaps ? { criterion: criterion.name } : {};
}
