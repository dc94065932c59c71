// Amounts of shifts as the page shows and takes them, in the unit that they are printed in.

import type { ShiftFacts, ShiftPoint } from "../core/shift.ts";
import { amountShown, shownAmount, shownUnit } from "../core/shift-amount.ts";

/** Where the stages stand in the picture's making, for people. */
export const STAGES: Readonly<Record<ShiftFacts["stage"], string>> = {
  pose: "Pose",
  light: "Light",
  optics: "Optics",
  sensor: "Sensor",
};

/** Some shifts by stage, in canonical order; stages without any are left out. */
export function byStage<Each>(
  shifts: readonly Each[],
  stageOf: (shift: Each) => ShiftFacts["stage"],
): { readonly title: string; readonly shifts: readonly Each[] }[] {
  const stages = [...new Set(shifts.map(stageOf))];
  return stages.map((stage) => ({
    title: STAGES[stage],
    shifts: shifts.filter((shift) => stageOf(shift) === stage),
  }));
}

/** "°", "K", "q", "stops"; "" for a plain number. */
export function unitShown(facts: ShiftFacts): string {
  const { before, sign } = shownUnit(facts);
  return (before ?? sign).trim();
}

/** The number that stands in a field: a digit finer than it is printed, but for what divides. */
export function numberShown(facts: ShiftFacts, amount: number): number {
  const { decimals, reciprocal } = shownUnit(facts);
  return Number(amountShown(facts, amount).toFixed(reciprocal === true ? decimals : decimals + 1));
}

/** The amount, in the shift's own unit, that a shown number stands for: infinite where it divides and is 0. */
export function amountOf(facts: ShiftFacts, shown: number): number {
  const { scale, offset = 0, reciprocal } = shownUnit(facts);
  return (reciprocal === true ? scale / shown - offset : (shown - offset) / scale) + 0;
}

/** "θ −43.5°, δh 116.3°": the shifts that a point names, in canonical order. */
export function pointWords(point: ShiftPoint, shifts: readonly ShiftFacts[]): string {
  return shifts
    .flatMap((facts) => {
      const amount = point[facts.name];
      return amount === undefined ? [] : [`${facts.symbol} ${shownAmount(facts, amount)}`];
    })
    .join(", ");
}
