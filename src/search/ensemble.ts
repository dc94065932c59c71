// The best of several strategies, the budget split among them.

import { adamRestarts } from "./adam-restarts.ts";
import { quasiNewton } from "./quasi-newton.ts";
import { resultOf } from "./result.ts";
import type { Search, TraceEntry } from "./search.ts";
import { surrogateSimplex } from "./surrogate-simplex.ts";

/** A search that gives each of `searches` an equal share of the budget, the remainder to the first. */
export function bestOf(searches: readonly Search[]): Search {
  return async (objective, settings) => {
    const { budget, onProgress } = settings;
    const share = Math.floor(budget / searches.length);
    const trace: TraceEntry[] = [];
    let spent = 0;
    for (const [index, search] of searches.entries()) {
      const own = index === 0 ? budget - (searches.length - 1) * share : share;
      if (own === 0) continue;
      const before = spent;
      const result = await search(objective, {
        ...settings,
        budget: own,
        onProgress: (done, planned) => onProgress?.(before + (done / planned) * 2 * own, 2 * budget),
      });
      const restart = 1 + trace.reduce((most, entry) => Math.max(most, entry.restart), -1);
      trace.push(...result.trace.map((entry) => ({ ...entry, restart: restart + entry.restart })));
      spent += 2 * own;
    }
    return resultOf(trace, settings);
  };
}

/** The best by values, the best by gradients and the published search, each with a third of the budget. */
export const ensemble: Search = bestOf([surrogateSimplex, quasiNewton, adamRestarts]);
