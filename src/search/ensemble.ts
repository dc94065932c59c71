// The best of several strategies, the budget split among them.

import type { ShiftBox } from "../core/shift.ts";
import { adamRestarts } from "./adam-restarts.ts";
import { quasiNewton } from "./quasi-newton.ts";
import { resultOf } from "./result.ts";
import { orderOf, type Search, type Strategy, type TraceEntry } from "./search.ts";
import { surrogateSimplex } from "./surrogate-simplex.ts";

/** Gives each of `strategies` an equal share of the budget, the remainder to the first. */
export function bestOf(strategies: readonly Strategy[]): Strategy {
  const needs = strategies.some((strategy) => strategy.needs === "gradients") ? "gradients" : "values";
  const check = (box: ShiftBox): void => {
    for (const strategy of strategies) strategy.check?.(box);
  };
  const search: Search = async (objective, settings) => {
    const { box, budget, onProgress } = settings;
    check(box);
    const share = Math.floor(budget / strategies.length);
    const trace: TraceEntry[] = [];
    let spent = 0;
    for (const [index, strategy] of strategies.entries()) {
      const own = index === 0 ? budget - (strategies.length - 1) * share : share;
      if (own === 0) continue;
      const before = spent;
      const result = await strategy.search(objective, {
        ...settings,
        budget: own,
        known: [],
        onProgress: (done, planned) => onProgress?.(before + (done / planned) * 2 * own, 2 * budget),
      });
      const restart = 1 + trace.reduce((most, entry) => Math.max(most, entry.restart), -1);
      trace.push(...result.trace.map((entry) => ({ ...entry, restart: restart + entry.restart })));
      spent += 2 * own;
    }
    return resultOf(trace, { box, order: orderOf(objective) });
  };
  return { needs, nests: false, check, search };
}

/** The best by values, the best by gradients and the published search, each with a third of the budget. */
export const ensemble: Strategy = bestOf([surrogateSimplex, quasiNewton, adamRestarts]);
