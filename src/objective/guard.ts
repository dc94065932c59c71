// Approximate evaluations under guard: a sample's first points are evaluated exactly too, and where the two rank them
// differently, the sample goes on exactly.

import { type Evaluation, givingAs, type Objective, type Order } from "../core/objective.ts";

/** Points of a sample that are evaluated both ways. */
export const CHECKED_POINTS = 8;
/** Share of the pairs of checked points that must be ranked alike. */
const LEAST_AGREEMENT = 0.9;
/** Pairs whose exact heights are nearer than this have no rank to agree on: exact values choose between such places. */
const DISTINCT = 0.02;

/**
 * The objective that takes approximate values where they are asked for, and exact ones everywhere else, for the checked
 * points, and from the check on if it fails. Which they are stands in each evaluation's `draft`; `order` ranks them.
 */
export function guardedObjective(exact: Objective, approximate: Objective, order: Order): Objective {
  const checked: Pair[] = [];
  let trusted = true;
  return givingAs(exact, async (points, wanted = {}) => {
    if (wanted.draft !== true || !trusted) return exact(points, wanted);
    const proposed = await approximate(points, wanted);
    const open = Math.min(points.length, CHECKED_POINTS - checked.length);
    if (open <= 0) return proposed.map(marked);
    const sure = await exact(points.slice(0, open), wanted);
    checked.push(...sure.map((evaluation, index) => pairOf(order, evaluation, proposed[index])));
    trusted = agreement(checked) >= LEAST_AGREEMENT;
    const rest = trusted ? proposed.slice(open).map(marked) : await exact(points.slice(open), wanted);
    return [...sure, ...rest];
  });
}

interface Pair {
  readonly exact: number;
  readonly approximate: number;
}

function pairOf({ height }: Order, exact: Evaluation, approximate: Evaluation = exact): Pair {
  return { exact: height(exact), approximate: height(approximate) };
}

/** Share of the pairs with distinct exact values that both rank alike; 1 without such a pair. */
export function agreement(values: readonly Pair[]): number {
  let compared = 0;
  let alike = 0;
  for (const [index, one] of values.entries()) {
    for (const other of values.slice(index + 1)) {
      if (Math.abs(one.exact - other.exact) < DISTINCT) continue;
      compared++;
      if (one.exact > other.exact === one.approximate > other.approximate) alike++;
    }
  }
  return compared === 0 ? 1 : alike / compared;
}

function marked(evaluation: Evaluation): Evaluation {
  return { ...evaluation, draft: true };
}
