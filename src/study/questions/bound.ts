// The lower bound: every sample at its own worst point of every combination of shifts. A combination's search starts
// from what the searches of its subsets found, where the strategy takes that: it is never above them. Where all amounts are
// listed and the budget pays for every combination of them, they are exhausted. Beside the largest searches stand uniform
// draws, and the shared design of the worst common value: one lamp for all pictures of an object.

import { z } from "zod";
import { PRESETS } from "../../core/preset.ts";
import { rangesOf, type ShiftBox } from "../../core/shift.ts";
import { CRITERIA, DEFAULT_CRITERION, mapsNeeded, masksNeeded } from "../../objective/criteria/registry.ts";
import type { Experiment } from "../../results/record.ts";
import { searchable } from "../../search/box.ts";
import {
  affordedStrategy,
  checkStrategy,
  DEFAULT_STRATEGY,
  EXHAUSTIVE_STRATEGY,
  STRATEGIES,
  strategyNamed,
} from "../../search/registry.ts";
import { boxOf, SHIFTS } from "../../shift/registry.ts";
import { combinationOf, distinctCombinations } from "../combination.ts";
import { plannedCommon } from "../common-plan.ts";
import { plannedDraws } from "../draws-plan.ts";
import { foreseenPhases, phasesOf, plannedShared, type SharedSearch } from "../shared-searches.ts";
import { rangesSetting } from "./decision-settings.ts";
import { defineQuestion, type Planned, type PlanView, type Question } from "./question.ts";
import { boundRole } from "./roles.ts";

const settings = z.object({
  combinations: z.array(z.array(z.string())).default([]).describe("combinations of shifts to search"),
  ranges: rangesSetting.describe("how far a shift goes, where that is not its full range"),
  criterion: z.string().default(DEFAULT_CRITERION).describe("what a search makes worse"),
  strategy: z.string().default(DEFAULT_STRATEGY).describe("search strategy"),
  budget: z
    .int()
    .positive()
    .default(PRESETS.paper.budget)
    .describe("gradient steps of the published search, per sample and combination"),
  searches: z
    .enum(["independent", "shared"])
    .default("independent")
    .describe(
      "shared: searches build on the records of sweeps, subsets and other pictures, at about a quarter of the cost",
    ),
  common: z
    .int()
    .min(0)
    .default(16)
    .describe("station points of a shared design that the worst common value is chosen from; 0 for none"),
  draws: z
    .int()
    .min(0)
    .default(0)
    .describe("uniform draws of a picture beside its search over the largest combination; 0 for none"),
});

type Settings = z.output<typeof settings>;

/** A combination's search, and the combinations asked for that are within it. */
interface Searched {
  readonly combination: string;
  readonly role: string;
  readonly box: ShiftBox;
  /** That asked for, or "exhaustive" where it can be afforded. */
  readonly strategy: string;
  /** Combinations whose records it starts from. */
  readonly within: readonly string[];
  /** True where it is one of those that share what they find. */
  readonly shares: boolean;
  /** True where no other combination asked for contains it. */
  readonly isLargest: boolean;
}

export const bound: Question = defineQuestion<Settings>({
  name: "bound",
  summary: "Search the worst shift of every picture",
  settings,
  ranges: (asked) => Object.assign({}, ...searchesOf(asked).map(({ box }) => rangesOf(box))),
  plan: (asked, view) => {
    const searches = searchesOf(asked);
    const criterion = CRITERIA.named(asked.criterion);
    const largest = searches.filter(({ isLargest }) => isLargest);
    // Nothing lies between the amounts of an exhausted box that a draw could find.
    const open = largest.filter(({ strategy }) => strategy !== EXHAUSTIVE_STRATEGY);
    return [
      ...searches.flatMap((search) => plannedSearch(search, searches, asked, view)),
      ...largest.flatMap((search) => plannedCommon({ ...search, criterion, count: asked.common }, view)),
      ...open.flatMap((search) => plannedDraws({ ...search, criterion, draws: asked.draws }, view)),
    ];
  },
  foreseen: (asked, view) => {
    const searches = searchesOf(asked);
    return searches.flatMap((search) =>
      search.shares
        ? foreseenPhases(sharedOf(search, searches, asked), view)
        : [searchOf(search, asked, view, [])],
    );
  },
  needsMaps: ({ criterion }) => mapsNeeded(CRITERIA.named(criterion)),
  needsMasks: ({ criterion }) => masksNeeded(CRITERIA.named(criterion)),
  words: (asked) =>
    searchesOf(asked).map(({ combination, strategy, isLargest }) => {
      const { criterion, budget, draws } = asked;
      const by = criterion === DEFAULT_CRITERION ? strategy : `${strategy} for ${criterion}`;
      const isDrawn = isLargest && draws > 0 && strategy !== EXHAUSTIVE_STRATEGY;
      const beside = isDrawn ? ` beside ${draws} draws` : "";
      return `${combination} searched by ${by} with budget ${budget}${beside}`;
    }),
  answer: async () => [],
});

/** Refuses, before anything is computed, what no search can be made of. */
function searchesOf({ combinations, ranges, criterion, strategy, budget, searches }: Settings): Searched[] {
  CRITERIA.named(criterion);
  strategyNamed(strategy);
  const nests = STRATEGIES[strategy]?.nests === true;
  const distinct = distinctCombinations(combinations);
  return distinct.map((over) => {
    const within = distinct.filter(
      (other) => other.length < over.length && other.every((name) => over.includes(name)),
    );
    const ranged = over.map((name) => [name, ranges[name] ?? SHIFTS.named(name).range]);
    const box = searchable(boxOf(Object.fromEntries(ranged)));
    checkStrategy(strategy, box);
    const afforded = affordedStrategy(strategy, box, budget);
    const combination = combinationOf(over);
    return {
      combination,
      role: boundRole(combination),
      box,
      strategy: afforded,
      isLargest: !distinct.some(
        (other) => other.length > over.length && over.every((name) => other.includes(name)),
      ),
      within: nests && afforded === strategy ? within.map(combinationOf) : [],
      shares: nests && afforded === strategy && searches === "shared",
    };
  });
}

function plannedSearch(
  search: Searched,
  searches: readonly Searched[],
  asked: Settings,
  view: PlanView,
): Planned[] {
  if (search.shares) return plannedShared(sharedOf(search, searches, asked), view);
  return view.samples.flatMap(({ id }) => plannedOf(search, id, asked, view));
}

function firstPhase(search: Searched): string {
  return phasesOf(search)[0] ?? search.role;
}

function sharedOf(search: Searched, searches: readonly Searched[], asked: Settings): SharedSearch {
  const { combination, box, strategy } = search;
  const subsets = searches.filter((other) => search.within.includes(other.combination));
  const around = searches.filter((other) => other.shares && other.within.includes(combination));
  const criterion = CRITERIA.named(asked.criterion);
  return {
    ...{ combination, box, criterion, strategy, budget: asked.budget },
    begunWithin: subsets.map((other) => (other.shares ? firstPhase(other) : other.role)),
    within: subsets.flatMap((other) => (other.shares ? phasesOf(other).toReversed() : [other.role])),
    around: around.map(firstPhase),
  };
}

/** Nothing as long as one of the searches that it starts from is not finished. */
function plannedOf(search: Searched, sample: string, asked: Settings, view: PlanView): Planned[] {
  const { role, within } = search;
  const from = within.flatMap((other) => view.finished(sample, boundRole(other)) ?? []);
  if (from.length < within.length) return [];
  return [{ sample, role, experiment: searchOf(search, asked, view, from) }];
}

function searchOf(
  { box, strategy }: Pick<Searched, "box" | "strategy">,
  { criterion, budget }: Settings,
  { seed }: Pick<PlanView, "seed">,
  from: readonly string[],
): Experiment {
  return { kind: "search", box: rangesOf(box), criterion, strategy, budget, seed, from };
}
