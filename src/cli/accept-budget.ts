// What a verdict is searched with in a given time: draws first, for nothing is accepted without enough of them, then the
// budget of each search and the shared design. Pure: the time that an evaluation takes comes in.

import { listedAmounts, type ShiftBox } from "../core/shift.ts";
import { FEWEST_DRAWS, FEWEST_UNITS } from "../metrics/decisions/verdict.ts";

export interface AcceptBudget {
  /** Uniform draws a picture, in every box that is tested. */
  readonly draws: number;
  /** Gradient steps of the published search, a picture and search. */
  readonly budget: number;
  /** Station points of each shared design. */
  readonly common: number;
}

/** What is to be judged. */
export interface AcceptWork {
  /** Of all objects. */
  readonly pictures: number;
  readonly box: ShiftBox;
  /** Steps of each side's range at which a shift is tested alone. */
  readonly steps: number;
  /** False where no object has so many parts that the limits could hold even if none failed. */
  readonly canHold: boolean;
  /** Seconds for one evaluation of one picture, all workers together. */
  readonly secondsEach: number;
}

/** From least to most; each is in reach of a little more time than the one before. */
const LADDER: readonly AcceptBudget[] = [
  { draws: 8, budget: 2, common: 2 },
  { draws: 16, budget: 2, common: 2 },
  { draws: 30, budget: 5, common: 4 },
  { draws: FEWEST_DRAWS, budget: 5, common: 4 },
  { draws: FEWEST_DRAWS, budget: 10, common: 4 },
  { draws: FEWEST_DRAWS, budget: 15, common: 8 },
  { draws: FEWEST_DRAWS, budget: 20, common: 8 },
  { draws: FEWEST_DRAWS, budget: 30, common: 16 },
  { draws: FEWEST_DRAWS, budget: 50, common: 16 },
  { draws: FEWEST_DRAWS, budget: 75, common: 16 },
  { draws: FEWEST_DRAWS, budget: 100, common: 16 },
  { draws: FEWEST_DRAWS, budget: 150, common: 32 },
  { draws: FEWEST_DRAWS, budget: 200, common: 32 },
  { draws: 299, budget: 200, common: 32 },
];

/** Poses that a picture has of its own in a shared design: as it lies, and those that were found worst. */
const POSES = 4;

/** About how long a study takes: where the asked box decides, and where inner boxes are searched too. */
export interface Seconds {
  readonly least: number;
  readonly most: number;
}

/**
 * The most that fits the time whatever is found; at least what a verdict takes, where the asked box alone fits. What is
 * `given` is not chosen.
 */
export function budgetWithin(
  seconds: number,
  work: AcceptWork,
  given: Partial<AcceptBudget> = {},
): AcceptBudget {
  const needed = budgetNeeded(work, given);
  const fitting = choicesOf(given).filter((choice) => {
    const { least, most } = secondsOf(choice, work);
    return (isSame(choice, needed) ? least : most) <= seconds;
  });
  return fitting.at(-1) ?? leastOf(given);
}

/** The least that a verdict other than reject takes; where draws are given that are too few, the least of all. */
export function budgetNeeded(work: AcceptWork, given: Partial<AcceptBudget> = {}): AcceptBudget {
  return choicesOf(given).find((choice) => isEnough(choice, work)) ?? leastOf(given);
}

/** True where every picture that does not fail has the units and the draws that a verdict takes. */
export function isEnough(choice: AcceptBudget, work: Pick<AcceptWork, "box">): boolean {
  return choice.draws >= FEWEST_DRAWS && choice.draws + searchUnits(choice, work) >= FEWEST_UNITS;
}

/** Half of what shifts alone and inner boxes could take is expected of them at most: they end where a limit fails. */
export function secondsOf(choice: AcceptBudget, work: AcceptWork): Seconds {
  const { pictures, secondsEach, canHold } = work;
  const search = searchUnits(choice, work);
  // At rest, one typical draw, and the asked box.
  const least = 2 + choice.draws + search;
  const alone = aloneEvaluations(work) / 2;
  // Two boxes: one that fails after its first search, and one that a second search confirms.
  const inner = canHold && isEnough(choice, work) ? 2 * choice.draws + 3 * search : 0;
  const each = pictures * secondsEach;
  return { least: each * least, most: each * (least + alone + inner) };
}

function choicesOf(given: Partial<AcceptBudget>): AcceptBudget[] {
  return LADDER.map((step) => ({ ...step, ...given }));
}

function leastOf(given: Partial<AcceptBudget>): AcceptBudget {
  const [least = { draws: 8, budget: 2, common: 2 }] = choicesOf(given);
  return least;
}

function isSame(choice: AcceptBudget, other: AcceptBudget): boolean {
  return choice.draws === other.draws && choice.budget === other.budget && choice.common === other.common;
}

/** Evaluations of a picture in one search of a box and the shared design after it. */
function searchUnits({ budget, common }: AcceptBudget, { box }: Pick<AcceptWork, "box">): number {
  const isStation = box.some(({ facts }) => facts.scope === "station");
  const poses = box.some(({ facts }) => facts.scope === "part") ? POSES : 1;
  return 2 * budget + (isStation ? common * poses : 0);
}

/** Of each shift on both sides of 0, or at all amounts that it can take where these are fewer. */
function aloneEvaluations({ box, steps }: Pick<AcceptWork, "box" | "steps">): number {
  return box.reduce((sum, boxed) => {
    const sides = boxed.range.filter((end) => end !== 0).length;
    const listed = listedAmounts(boxed)?.length ?? Number.POSITIVE_INFINITY;
    return sum + Math.min(sides * steps, listed);
  }, 0);
}
