// Search strategies by name: a file and a line each.

import { UsageError, unknownName } from "../core/errors.ts";
import { adamRestarts } from "./adam-restarts.ts";
import { draftSimplex } from "./draft-simplex.ts";
import { ensemble } from "./ensemble.ts";
import { grid } from "./grid.ts";
import { quasiNewton } from "./quasi-newton.ts";
import type { Search } from "./search.ts";
import { simplex } from "./simplex.ts";
import { surrogate } from "./surrogate.ts";
import { surrogateSimplex } from "./surrogate-simplex.ts";
import { worstOfK } from "./worst-of-k.ts";

export const STRATEGIES: Readonly<Record<string, Search>> = {
  "adam-restarts": adamRestarts,
  "draft-simplex": draftSimplex,
  ensemble,
  grid,
  "quasi-newton": quasiNewton,
  simplex,
  surrogate,
  "surrogate-simplex": surrogateSimplex,
  "worst-of-k": worstOfK,
};

export const DEFAULT_STRATEGY = "surrogate-simplex";

/** What the paper's figures and tables were made with. */
export const PUBLISHED_STRATEGY = "adam-restarts";

/** The strategy of a name; UsageError with the nearest known one otherwise. */
export function strategyNamed(name: string): Search {
  const strategy = Object.hasOwn(STRATEGIES, name) ? STRATEGIES[name] : undefined;
  if (strategy === undefined) throw new UsageError(unknownName("strategy", name, Object.keys(STRATEGIES)));
  return strategy;
}
