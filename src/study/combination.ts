// Sets of shifts by name: "theta,hue" as users write them, "theta+hue" as results carry them.

import { UsageError, unknownName } from "../core/errors.ts";
import { SHIFT_NAMES, type Shift } from "../core/shift.ts";

/** Parses "theta,hue" (or "theta+hue") to shifts in canonical order; UsageError for unknown or no names. */
export function parseCombination(text: string): Shift[] {
  const names = text
    .split(/[,+]/)
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (names.length === 0)
    throw new UsageError(`invalid shifts "${text}"; expected some of ${SHIFT_NAMES.join(",")}`);
  for (const name of names) {
    if (!SHIFT_NAMES.some((shift) => shift === name))
      throw new UsageError(unknownName("shift", name, SHIFT_NAMES));
  }
  return SHIFT_NAMES.filter((shift) => names.includes(shift));
}

/** "theta+hue" of shifts, in canonical order. */
export function combinationOf(shifts: readonly Shift[]): string {
  return SHIFT_NAMES.filter((shift) => shifts.includes(shift)).join("+");
}

/** The combinations in their order, each once, with its shifts in canonical order; UsageError for an empty one. */
export function distinctCombinations(combinations: readonly (readonly Shift[])[]): Shift[][] {
  return [...new Set(combinations.map(combinationOf))].map(parseCombination);
}

/** All non-empty sets of shifts, fewest first. */
export function allCombinations(): Shift[][] {
  return combinationsWithin(SHIFT_NAMES);
}

/** All non-empty sets of these shifts, fewest first, the whole set last. */
export function combinationsWithin(over: readonly Shift[]): Shift[][] {
  const sets: Shift[][] = [];
  for (let bits = 1; bits < 1 << over.length; bits++) {
    sets.push(over.filter((_, index) => (bits >> index) % 2 === 1));
  }
  return sets.sort((left, right) => left.length - right.length);
}
