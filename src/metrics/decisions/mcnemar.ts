// McNemar's test in its exact form: whether paired verdicts changed one way more often than the other.

import { upperTail } from "./binomial.ts";

/**
 * The two-sided p-value of `b` pairs that changed one way (right before, wrong after) and `c` the other way: the exact
 * binomial test of b in b + c at 1/2 (Q. McNemar, Psychometrika 12, 1947). 1 where nothing changed.
 */
export function mcnemar(b: number, c: number): number {
  return Math.min(1, 2 * upperTail(Math.max(b, c), b + c, 0.5));
}
