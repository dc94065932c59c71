// The published search (paper, eq. 5 and A.2): Adam from the unshifted picture and from four random starts, the budget
// shared, every evaluated point a candidate. The restarts are independent, so they run side by side and their points
// are asked for together: that changes nothing but the time.

import { present } from "../core/errors.ts";
import type { Objective } from "../core/objective.ts";
import { effectivePoint, zerosOf } from "../core/shift.ts";
import { type AdamState, adamInit, adamStep, needLearningRates } from "./adam.ts";
import { drawPoint, searchable } from "./box.ts";
import { resultOf } from "./result.ts";
import {
  isFiniteEvaluation,
  orderOf,
  type SearchResult,
  type SearchSettings,
  type Strategy,
  scoresOf,
  stopIfAborted,
  type TraceEntry,
} from "./search.ts";

const RESTARTS = 5;

interface Restart {
  state: AdamState;
  readonly steps: number;
  readonly trace: TraceEntry[];
  stopped: boolean;
}

/** Five restarts of budget/5 gradient steps, the remainder to the first; evaluations = steps = budget. */
export const adamRestarts: Strategy = { needs: "gradients", nests: false, check: needLearningRates, search };

async function search(objective: Objective, settings: SearchSettings): Promise<SearchResult> {
  const { circle, budget, seedParts, onProgress, signal } = settings;
  const box = searchable(settings.box);
  needLearningRates(box);
  const restarts = Array.from({ length: RESTARTS }, (_, index): Restart => {
    const zeros = zerosOf(box.map(({ facts }) => facts.name));
    const start = index === 0 ? zeros : drawPoint(box, [...seedParts, index]);
    return { state: adamInit(start), steps: stepsOf(index, budget), trace: [], stopped: false };
  });
  for (let step = 0; step < stepsOf(0, budget); step++) {
    stopIfAborted(signal);
    const running = restarts.filter((restart) => !restart.stopped && step < restart.steps);
    const points = running.map(({ state }) => effectivePoint(state.point, box, circle));
    const evaluations = await objective(points, { gradient: true });
    for (const [index, restart] of running.entries()) {
      const evaluation = present(evaluations[index], "evaluation");
      const gradient = present(evaluation.gradient, "gradient");
      const raw = restart.state.point;
      const point = present(points[index], "point");
      const number = restarts.indexOf(restart);
      restart.trace.push({ restart: number, step, raw, point, ...scoresOf(evaluation), gradient });
      restart.stopped = !isFiniteEvaluation(evaluation);
      if (!restart.stopped) restart.state = adamStep(restart.state, gradient, box);
    }
    onProgress?.(
      restarts.reduce((sum, { trace }) => sum + trace.length, 0),
      budget,
    );
  }
  return resultOf(
    restarts.flatMap(({ trace }) => trace),
    { box, order: orderOf(objective) },
  );
}

function stepsOf(restart: number, budget: number): number {
  const share = Math.floor(budget / RESTARTS);
  return restart === 0 ? budget - (RESTARTS - 1) * share : share;
}
