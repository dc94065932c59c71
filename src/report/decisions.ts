// The decisions of a run as its report speaks of them: which sides and which combinations there is something to say of.

import type { ShiftFacts } from "../core/shift.ts";
import { type Count, decisionsOf, type ObjectDecisions } from "../results/decisions.ts";
import type { Combination, RunSummary } from "../results/schema.ts";
import { greatestOf } from "./extremes.ts";
import { capitalised, listed } from "./format.ts";
import { searchedRanges } from "./ranges.ts";

/** What can go wrong with a part: a defective one passes, a good one does not. */
export type Side = "escapes" | "falseRejects";

export const SIDES: readonly Side[] = ["escapes", "falseRejects"];

/** How a side is called. */
export interface SideWords {
  readonly title: string;
  /** Of its columns: "false_rejects". */
  readonly key: string;
  /** What its counts are of, in keys. */
  readonly of: string;
  readonly meaning: string;
}

export const SIDE_WORDS: Readonly<Record<Side, SideWords>> = {
  escapes: {
    ...{ title: "escapes", key: "escapes", of: "defective_parts" },
    meaning: "Escape: a defective part that is not rejected.",
  },
  falseRejects: {
    ...{ title: "false rejects", key: "false_rejects", of: "good_parts" },
    meaning: "False reject: a good part that is rejected.",
  },
};

export interface Decisions {
  readonly objects: readonly ObjectDecisions[];
  /** Those that anything was decided under, fewest shifts first. */
  readonly combinations: readonly Combination[];
  /** The one that sentences speak of: the worst of those with the most shifts; null where nothing was shifted. */
  readonly combination: Combination | null;
  /** Without the side that no object has a part of. */
  readonly sides: readonly Side[];
  readonly shifts: readonly ShiftFacts[];
  /** Of that combination, in words; empty without one. */
  readonly ranges: string;
}

/** What is decided at, from what harms least to what harms most. */
export interface Stage {
  readonly name: "rest" | "typical" | "common" | "worst";
  readonly count: Count;
}

export const STAGE_TITLES: Readonly<Record<Stage["name"], string>> = {
  ...{ rest: "at rest", typical: "typical", common: "worst common", worst: "worst per picture" },
};

/** "Escapes and false rejects" */
export function sidesTitle({ sides }: Pick<Decisions, "sides">): string {
  return capitalised(listed(sides.map((side) => SIDE_WORDS[side].title)));
}

/** The decisions of a run; null where it has no operating point. */
export function decisionsIn(summary: RunSummary): Decisions | null {
  const objects = decisionsOf(summary);
  if (objects === undefined || objects.length === 0) return null;
  const decided = new Set(
    objects.flatMap(({ typical, common, worst }) =>
      [typical, common, worst].flatMap((each) => Object.keys(each)),
    ),
  );
  const combinations = [...decided].toSorted((left, right) => sizeOf(left) - sizeOf(right));
  const combination = worstOf(objects, combinations);
  return {
    objects,
    combinations,
    combination,
    sides: SIDES.filter((side) => objects.some(({ atRest }) => atRest[side].n > 0)),
    shifts: summary.shifts,
    ranges: combination === null ? "" : searchedRanges(summary, [combination]),
  };
}

/** Of those with the most shifts, the one under which most goes wrong; the first of equals. */
function worstOf(
  objects: readonly ObjectDecisions[],
  combinations: readonly Combination[],
): Combination | null {
  const wrong = (combination: Combination): number =>
    objects
      .flatMap(({ worst }) => SIDES.map((side) => worst[combination]?.[side].k ?? 0))
      .reduce((sum, k) => sum + k, 0);
  const [first = null, ...others] = largest(combinations);
  if (first === null) return null;
  return others.reduce((most, combination) => (wrong(combination) > wrong(most) ? combination : most), first);
}

/** Those with the most shifts. */
export function largest(combinations: readonly Combination[]): readonly Combination[] {
  const size = greatestOf(combinations.map(sizeOf));
  return combinations.filter((combination) => sizeOf(combination) === size);
}

/** How often one side went wrong, at each stage that there is of the combination. */
export function stagesOf(object: ObjectDecisions, side: Side, combination: Combination | null): Stage[] {
  const { atRest, typical, common, worst } = object;
  const of = (name: Stage["name"], count: Count | undefined): Stage[] =>
    count === undefined ? [] : [{ name, count }];
  return [
    ...of("rest", atRest[side]),
    ...(combination === null
      ? []
      : [
          ...of("typical", typical[combination]?.[side]),
          ...of("common", common[combination]?.[side]),
          ...of("worst", worst[combination]?.[side]),
        ]),
  ];
}

/** The stages of all objects together, their parts added up without an interval; a stage that one object lacks is left out. */
export function summedStages({ objects, combination }: Decisions, side: Side): Stage[] {
  const known = objects.filter(({ atRest }) => atRest[side].n > 0);
  const all = known.map((object) => stagesOf(object, side, combination));
  return (all[0] ?? []).flatMap(({ name }): Stage[] => {
    const counts = all.flatMap((stages) => stages.find((stage) => stage.name === name)?.count ?? []);
    const [only] = counts;
    if (only === undefined || counts.length < all.length) return [];
    return [{ name, count: counts.length === 1 ? only : sumOf(counts) }];
  });
}

function sumOf(counts: readonly Count[]): Count {
  const total = (of: (count: Count) => number): number => counts.reduce((sum, count) => sum + of(count), 0);
  return { k: total(({ k }) => k), n: total(({ n }) => n), low: null, high: null };
}

function sizeOf(combination: Combination): number {
  return combination.split("+").length;
}
