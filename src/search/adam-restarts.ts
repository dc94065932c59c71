// The published search (paper, eq. 5 and A.2): Adam from (0, 0, 0) and from four random starts, the budget shared,
// every evaluated point a candidate. The restarts are independent, so they run side by side and their points are
// asked for together: that changes nothing but the time.

import { present } from "../core/errors.ts";
import type { Objective } from "../core/objective.ts";
import { effectivePoint, IDENTITY, type ShiftPoint } from "../core/shift.ts";
import { type AdamState, adamInit, adamStep } from "./adam.ts";
import { drawPoint } from "./box.ts";
import { resultOf } from "./result.ts";
import {
  isFiniteEvaluation,
  type SearchResult,
  type SearchSettings,
  type Strategy,
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
export const adamRestarts: Strategy = { needs: "gradients", search };

async function search(objective: Objective, settings: SearchSettings): Promise<SearchResult> {
  const { over, ranges, circle, budget, seedParts, onProgress, signal } = settings;
  const restarts = Array.from({ length: RESTARTS }, (_, index): Restart => {
    const start: ShiftPoint = index === 0 ? IDENTITY : drawPoint(over, ranges, [...seedParts, index]);
    return { state: adamInit(start), steps: stepsOf(index, budget), trace: [], stopped: false };
  });
  for (let step = 0; step < stepsOf(0, budget); step++) {
    stopIfAborted(signal);
    const running = restarts.filter((restart) => !restart.stopped && step < restart.steps);
    const evaluations = await objective(
      running.map(({ state }) => state.point),
      { gradient: true },
    );
    for (const [index, restart] of running.entries()) {
      const { loss, pauroc, imageScore, ...rest } = present(evaluations[index], "evaluation");
      const gradient = present(rest.gradient, "gradient");
      const raw = restart.state.point;
      const point = effectivePoint(raw, ranges, circle);
      const number = restarts.indexOf(restart);
      restart.trace.push({ restart: number, step, raw, point, loss, pauroc, imageScore, gradient });
      restart.stopped = !isFiniteEvaluation({ loss, gradient });
      if (!restart.stopped) restart.state = adamStep(restart.state, gradient, over);
    }
    onProgress?.(
      restarts.reduce((sum, { trace }) => sum + trace.length, 0),
      budget,
    );
  }
  return resultOf(
    restarts.flatMap(({ trace }) => trace),
    settings,
  );
}

function stepsOf(restart: number, budget: number): number {
  const share = Math.floor(budget / RESTARTS);
  return restart === 0 ? budget - (RESTARTS - 1) * share : share;
}
