// From the pictures of all studies to the figures of each study, and how studies differ.

import { present } from "../../src/core/errors.ts";
import { COMBINATIONS } from "./plans.ts";
import {
  type Mode,
  type PictureResult,
  type PriceResult,
  SEARCH,
  type StudyPlan,
  type StudyResult,
} from "./types.ts";

export interface StudyFigures extends StudyPlan {
  readonly model: string;
  readonly pictures: number;
  /** Evaluations per picture in all, of the searches alone, and by what they were for. */
  readonly units: number;
  readonly searchUnits: number;
  readonly phases: Readonly<Record<string, number>>;
  /** Processor seconds per picture: evaluations at their price, and the searches themselves. */
  readonly seconds: number;
  /** Mean pAUROC of every combination, and their mean. */
  readonly pauroc: Readonly<Record<string, number>>;
  readonly meanPauroc: number;
}

export interface Difference {
  readonly combination: string;
  /** Means over the pictures: what was found, in the other study, and how much more here (lower is better). */
  readonly pauroc: number;
  readonly other: number;
  readonly difference: number;
  /** Pictures with the largest differences, the worst first. */
  readonly worst: readonly { readonly picture: string; readonly difference: number }[];
}

/** A study that shares against one of the same seed and budget that does not. */
export interface Comparison extends StudyPlan {
  readonly model: string;
  readonly other: Mode;
  readonly pictures: number;
  /** Units and processor seconds as shares of the other's, units of the searches alone likewise. */
  readonly unitsShare: number;
  readonly searchUnitsShare: number;
  readonly secondsShare: number;
  readonly meanDifference: number;
  readonly largestDifference: number;
  readonly combinations: readonly Difference[];
}

const WORST = 3;
const SHARES: Mode = "shared";

/** All objects' pictures of a study. */
export interface WholeStudy {
  readonly model: string;
  readonly study: StudyPlan;
  readonly pictures: readonly Pick<PictureResult, "id" | "pauroc">[];
}

/** The same of a study that this run computed. */
export interface ComputedStudy extends WholeStudy {
  readonly pictures: readonly PictureResult[];
}

/** The comparisons of a model's seeds together: means of their differences. */
export interface SeedsTogether {
  readonly model: string;
  readonly other: Mode;
  readonly budget: number;
  readonly seeds: number;
  readonly unitsShare: number;
  readonly secondsShare: number;
  readonly differences: Readonly<Record<string, number>>;
  readonly meanDifference: number;
}

/** The objects of each study together, in the order of the studies. */
export function wholeStudies(results: readonly StudyResult[]): ComputedStudy[] {
  const studies = new Map<string, ComputedStudy>();
  for (const { model, study, pictures } of results) {
    const name = JSON.stringify([model, study]);
    const before = studies.get(name)?.pictures ?? [];
    studies.set(name, { model, study, pictures: [...before, ...pictures] });
  }
  return [...studies.values()];
}

export function figuresOf(
  { model, study, pictures }: ComputedStudy,
  prices: PriceResult["prices"],
): StudyFigures {
  const phases = meanOf(pictures.map(({ units }) => units));
  const searching = Object.entries(phases).filter(([phase]) => phase.startsWith(SEARCH));
  const pauroc = meanOf(pictures.map((picture) => picture.pauroc));
  return {
    ...{ model, ...study, pictures: pictures.length },
    ...{ units: sum(Object.values(phases)), phases },
    searchUnits: sum(searching.map(([, units]) => units)),
    seconds: mean(pictures.map((picture) => secondsOf(picture, prices))),
    pauroc,
    meanPauroc: mean(COMBINATIONS.map((name) => namedValue(pauroc, name))),
  };
}

function secondsOf({ forwards, searching }: PictureResult, prices: PriceResult["prices"]): number {
  const evaluating = Object.entries(forwards).map(([over, count]) => count * namedValue(prices, over));
  return searching + sum(evaluating);
}

/** Every shared study against all others of its model, seed and budget. */
export function comparisonsOf(
  studies: readonly WholeStudy[],
  figures: readonly StudyFigures[],
): Comparison[] {
  return studies.flatMap((shared, index) => {
    if (shared.study.mode !== SHARES) return [];
    return studies.flatMap((other, otherIndex) =>
      other.study.mode !== SHARES && isComparable(shared, other)
        ? [
            compared(
              shared,
              other,
              present(figures[index], "figures"),
              present(figures[otherIndex], "figures"),
            ),
          ]
        : [],
    );
  });
}

function isComparable(left: WholeStudy, right: WholeStudy): boolean {
  const { study: a } = left;
  const { study: b } = right;
  return left.model === right.model && a.seed === b.seed && a.budget === b.budget;
}

function compared(
  { model, study, pictures }: WholeStudy,
  other: WholeStudy,
  own: StudyFigures,
  others: StudyFigures,
): Comparison {
  const combinations = COMBINATIONS.map((combination): Difference => {
    const differences = pictures.map(({ id, pauroc }) => {
      const same = present(
        other.pictures.find((picture) => picture.id === id),
        `picture ${id} of the other study`,
      );
      return {
        picture: id,
        difference: namedValue(pauroc, combination) - namedValue(same.pauroc, combination),
      };
    });
    return {
      combination,
      pauroc: namedValue(own.pauroc, combination),
      other: namedValue(others.pauroc, combination),
      difference: mean(differences.map(({ difference }) => difference)),
      worst: differences.toSorted((left, right) => right.difference - left.difference).slice(0, WORST),
    };
  });
  return {
    ...{ model, ...study, other: other.study.mode, pictures: pictures.length },
    unitsShare: own.units / others.units,
    searchUnitsShare: own.searchUnits / others.searchUnits,
    secondsShare: own.seconds / others.seconds,
    meanDifference: mean(combinations.map(({ difference }) => difference)),
    largestDifference: Math.max(...combinations.map(({ difference }) => difference)),
    combinations,
  };
}

/** A line for every model, budget and kind of other study. */
export function seedsTogether(comparisons: readonly Comparison[]): SeedsTogether[] {
  return grouped(comparisons, ({ model, other, budget }) => [model, other, budget]).map((group) => {
    const { model, other, budget } = present(group[0], "comparison");
    const differences = meanOf(
      group.map(({ combinations }) =>
        Object.fromEntries(combinations.map(({ combination, difference }) => [combination, difference])),
      ),
    );
    return {
      ...{ model, other, budget, seeds: group.length },
      unitsShare: mean(group.map(({ unitsShare }) => unitsShare)),
      secondsShare: mean(group.map(({ secondsShare }) => secondsShare)),
      differences,
      meanDifference: mean(Object.values(differences)),
    };
  });
}

export interface CurvePoint {
  readonly model: string;
  readonly mode: Mode;
  readonly budget: number;
  /** Means over the seeds. */
  readonly seeds: number;
  readonly units: number;
  readonly seconds: number;
  readonly meanPauroc: number;
}

/** The mean bound against units and against time: a point for every mode and budget. */
export function curveOf(figures: readonly StudyFigures[]): CurvePoint[] {
  return grouped(figures, ({ model, mode, budget }) => [model, mode, budget]).map((group) => {
    const { model, mode, budget } = present(group[0], "study");
    return {
      ...{ model, mode, budget, seeds: group.length },
      units: mean(group.map(({ units }) => units)),
      seconds: mean(group.map(({ seconds }) => seconds)),
      meanPauroc: mean(group.map(({ meanPauroc }) => meanPauroc)),
    };
  });
}

/** Those alike in what they are grouped by, in the order of the first of each group. */
function grouped<Item>(items: readonly Item[], by: (item: Item) => readonly unknown[]): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = JSON.stringify(by(item));
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return [...groups.values()];
}

/** Means by name; what one of them lacks counts as 0. */
function meanOf(rows: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return Object.fromEntries(names.map((name) => [name, mean(rows.map((row) => row[name] ?? 0))]));
}

function namedValue(values: Readonly<Record<string, number>>, name: string): number {
  return present(values[name], `value of ${name}`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
