// The uniform draws beside one picture's search.

import type { Evaluation, Objective } from "../core/objective.ts";
import type { ShiftBox } from "../core/shift.ts";
import type { DrawsBeside } from "../results/schema.ts";
import { orderOf, stopIfAborted, worstOf } from "../search/search.ts";
import { uniformDraws } from "../study/draws.ts";
import { BESIDE_SEARCH } from "../study/draws-plan.ts";

export interface DrawnBeside {
  /** Null where none was asked for. */
  readonly draws: DrawsBeside | null;
  /** The worst of them and of what the search found. */
  readonly worst: Evaluation;
}

export interface DrawnPicture {
  readonly box: ShiftBox;
  /** What the draws depend on: the picture's object, its identity, the seed. */
  readonly object: string;
  readonly id: string;
  readonly seed: number;
  readonly count: number;
  readonly signal: AbortSignal;
}

/** Evaluates the draws; what a camera cannot see is none that is worse. CancelledError when interrupted. */
export async function drawnBeside(
  objective: Objective,
  found: Evaluation,
  { box, count, seed, signal, ...picture }: DrawnPicture,
): Promise<DrawnBeside> {
  if (count === 0) return { draws: null, worst: found };
  stopIfAborted(signal);
  const order = orderOf(objective);
  const drawn = await objective(uniformDraws(box, picture, { count, seed, stream: BESIDE_SEARCH }));
  const worse = drawn.filter((draw) => draw.outOfView !== true && order.isWorse(draw, found));
  return { draws: { count, worse: worse.length }, worst: worstOf([found, ...worse], order) ?? found };
}
