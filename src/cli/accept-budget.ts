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
}

/** Seconds for one evaluation of one picture, all workers together. */
export type SecondsEach = number;

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

/** The most of what fits the time, or the least there is; what is `given` is not chosen. */
export function budgetWithin(
  seconds: number,
  each: SecondsEach,
  work: AcceptWork,
  given: Partial<AcceptBudget> = {},
): AcceptBudget {
  const choices = LADDER.map((step): AcceptBudget => ({ ...step, ...given }));
  const fitting = choices.filter((choice) => secondsOf(choice, each, work) <= seconds);
  return fitting.at(-1) ?? { ...LEAST, ...given };
}

const LEAST: AcceptBudget = { draws: 8, budget: 2, common: 2 };

/** The least that a verdict other than reject takes. */
export function budgetNeeded(work: AcceptWork, given: Partial<AcceptBudget> = {}): AcceptBudget {
  const choices = LADDER.map((step): AcceptBudget => ({ ...step, ...given }));
  return choices.find((choice) => isEnough(choice, work)) ?? { ...LEAST, ...given };
}

/** True where every picture that does not fail has the units and the draws that a verdict takes. */
export function isEnough(choice: AcceptBudget, work: Pick<AcceptWork, "box">): boolean {
  return choice.draws >= FEWEST_DRAWS && boxEvaluations(choice, work) >= FEWEST_UNITS;
}

/** About how long the study takes where half of the inner boxes fail early and no picture's verdict flips. */
export function secondsOf(choice: AcceptBudget, each: SecondsEach, work: AcceptWork): number {
  return each * work.pictures * evaluationsOf(choice, work);
}

/** Evaluations a picture: at rest, one typical draw, the whole box, each shift alone, and the inner boxes of a bisection. */
function evaluationsOf(choice: AcceptBudget, work: AcceptWork): number {
  const whole = boxEvaluations(choice, work);
  const held = 2 * whole - choice.draws;
  return 2 + whole + aloneEvaluations(work) + (INNER_BOXES / 2) * (held + choice.draws);
}

/** Boxes that a bisection of ten tests. */
const INNER_BOXES = 4;

/** Evaluations of a picture in one box without its second search: draws, the first search, the shared design. */
function boxEvaluations({ draws, budget, common }: AcceptBudget, { box }: Pick<AcceptWork, "box">): number {
  const isStation = box.some(({ facts }) => facts.scope === "station");
  const poses = box.some(({ facts }) => facts.scope === "part") ? POSES : 1;
  return draws + 2 * budget + (isStation ? common * poses : 0);
}

/** Of each shift on both sides of 0, or at all amounts that it can take where these are fewer. */
function aloneEvaluations({ box, steps }: Pick<AcceptWork, "box" | "steps">): number {
  return box.reduce((sum, boxed) => {
    const sides = boxed.range.filter((end) => end !== 0).length;
    const listed = listedAmounts(boxed)?.length ?? Number.POSITIVE_INFINITY;
    return sum + Math.min(sides * steps, listed);
  }, 0);
}
