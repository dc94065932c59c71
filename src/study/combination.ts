// Sets of shifts: "theta+hue" as results carry them.

import { InputError, UsageError } from "../core/errors.ts";
import { inCanonicalOrder } from "../shift/registry.ts";

/** With more shifts the combinations are too many to search. */
const MOST_WITH_SUBSETS = 4;

/** "theta+hue" of shifts, in canonical order; UsageError for one that is not known. */
export function combinationOf(shifts: readonly string[]): string {
  return inCanonicalOrder(shifts).join("+");
}

/** The combinations in their order, each once, with its shifts in canonical order; InputError for an empty one. */
export function distinctCombinations(combinations: readonly (readonly string[])[]): string[][] {
  const distinct = new Map(combinations.map((shifts) => [combinationOf(shifts), inCanonicalOrder(shifts)]));
  if (distinct.has("")) throw new InputError("invalid study: a combination without shifts");
  return [...distinct.values()];
}

/**
 * All non-empty sets of at most four names: fewest first, sets of one size in the order of their names, the whole set
 * last. UsageError for more names.
 */
export function combinationsWithin<Name extends string>(names: readonly Name[]): Name[][] {
  if (names.length > MOST_WITH_SUBSETS) {
    throw new UsageError(
      `invalid --subsets of ${names.join(", ")}: ${2 ** names.length - 1} combinations; expected at most ${MOST_WITH_SUBSETS} shifts`,
    );
  }
  return names.flatMap((_, index) => setsOf(index + 1, names));
}

/** All sets of this many names, in the order of the names. */
function setsOf<Name>(size: number, names: readonly Name[]): Name[][] {
  if (size === 0) return [[]];
  return names.flatMap((name, index) =>
    setsOf(size - 1, names.slice(index + 1)).map((rest) => [name, ...rest]),
  );
}
