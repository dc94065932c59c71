// What is registered, as a page is told of it.

import type { ShiftBox, ShiftRanges } from "../core/shift.ts";
import { CRITERIA, mapsNeeded } from "../objective/criteria/registry.ts";
import { STRATEGIES } from "../search/registry.ts";
import { shiftFacts } from "../shift/registry.ts";
import type { CriterionView, StrategyView } from "./protocol.ts";

/** All shifts; those without a range of their own take their full one. */
export function wholeBox(ranges: ShiftRanges): ShiftBox {
  return shiftFacts().map((facts) => ({ facts, range: ranges[facts.name] ?? facts.range }));
}

/** What a search may make worse: without maps, what is made of image scores. */
export function criterionViews(givesMaps = true): CriterionView[] {
  return CRITERIA.all()
    .filter((criterion) => givesMaps || mapsNeeded(criterion) === null)
    .map(({ name, title, formula }) => ({ name, title, formula }));
}

/** How it may search. */
export function strategyViews(): StrategyView[] {
  return Object.entries(STRATEGIES).map(([name, { needs }]) => ({ name, needs }));
}
