// Search strategies by name: a file and a line each.

import { InputError, InvariantError, UsageError, unknownName } from "../core/errors.ts";
import { givingAs, type Objective } from "../core/objective.ts";
import type { ShiftBox } from "../core/shift.ts";
import { adamRestarts } from "./adam-restarts.ts";
import { searchable } from "./box.ts";
import { continued } from "./continued.ts";
import { draftSimplex } from "./draft-simplex.ts";
import { ensemble } from "./ensemble.ts";
import { exhaustive, exhaustiveUnits } from "./exhaustive.ts";
import { grid } from "./grid.ts";
import { quasiNewton } from "./quasi-newton.ts";
import type { Search, Strategy } from "./search.ts";
import { simplex } from "./simplex.ts";
import { surrogate } from "./surrogate.ts";
import { surrogateSimplex } from "./surrogate-simplex.ts";
import { worstOfK } from "./worst-of-k.ts";

export const STRATEGIES: Readonly<Record<string, Strategy>> = {
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

/** Nobody's choice: planned wherever all shifts of a box take listed amounts alone and the budget pays for all of them. */
export const EXHAUSTIVE_STRATEGY = "exhaustive";

/** Nobody's choice either: what goes on from an earlier phase's search and from other pictures'. */
export const CONTINUED_STRATEGY = "continued";

/** Those that search any box by themselves, the one that does not search, and the one that goes on. */
const KNOWN: Readonly<Record<string, Strategy>> = {
  ...STRATEGIES,
  [EXHAUSTIVE_STRATEGY]: exhaustive,
  [CONTINUED_STRATEGY]: continued,
};

/** What the paper's figures and tables were made with. */
export const PUBLISHED_STRATEGY = "adam-restarts";

/**
 * The search of a strategy's name; UsageError with the nearest known one otherwise. It throws an InputError naming
 * strategies that can where the objective does not give what the strategy needs. A strategy that does not nest is given
 * neither known points and hints nor starts.
 */
export function strategyNamed(name: string): Search {
  const strategy = known(name);
  return async (objective, settings) => {
    const given = strategy.nests ? settings : { ...settings, known: [], hints: [], starts: [] };
    checkStrategy(name, given.box);
    const able = strategy.needs === "values" ? objective : withGradients(objective, name);
    return strategy.search(able, given);
  };
}

/**
 * Throws an InputError for a box that a strategy cannot search, UsageError for a name that none has: too many shifts, or
 * one without what the strategy needs.
 */
export function checkStrategy(name: string, box: ShiftBox): void {
  const strategy = known(name);
  strategy.check?.(searchable(box));
  if (strategy.needs === "values") return;
  const without = box.filter(({ facts }) => facts.derivative === "none").map(({ facts }) => facts.name);
  if (without.length > 0)
    throw new InputError(
      `invalid strategy ${name}: nothing has a derivative by ${without.join(", ")}; ${valuesAlone()} need none`,
    );
}

/**
 * What searches a box best at this budget: the strategy, or "exhaustive" where the budget pays for every combination of the
 * amounts of a finite box.
 */
export function affordedStrategy(name: string, box: ShiftBox, budget: number): string {
  return exhaustiveUnits(box) <= 2 * budget ? EXHAUSTIVE_STRATEGY : name;
}

function known(name: string): Strategy {
  const strategy = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  if (strategy === undefined) throw new UsageError(unknownName("strategy", name, Object.keys(STRATEGIES)));
  return strategy;
}

function valuesAlone(): string {
  return Object.keys(STRATEGIES)
    .filter((each) => STRATEGIES[each]?.needs === "values")
    .join(", ");
}

/** The objective, held to giving a gradient wherever one is asked for: a missing one is not zero. */
function withGradients(objective: Objective, name: string): Objective {
  const refusal = `invalid strategy ${name}: it needs gradients, and this detector or criterion gives values alone; ${valuesAlone()} need no gradients`;
  if (objective.gives === "values") throw new InputError(refusal);
  return givingAs(objective, async (points, wanted) => {
    const evaluations = await objective(points, wanted);
    if (wanted?.gradient === true && evaluations.some(({ gradient }) => gradient === undefined))
      throw new InvariantError(refusal);
    return evaluations;
  });
}
