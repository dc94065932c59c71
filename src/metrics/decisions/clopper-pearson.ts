// Exact limits of a proportion (C. J. Clopper and E. S. Pearson, Biometrika 26, 1934): whatever the true rate, a limit
// is wrong in at most the share 1 − level of such samples. Inverted from the binomial tail itself.

import { invariant } from "../../core/errors.ts";
import { checkCount, upperTail } from "./binomial.ts";

/** k of n with its two-sided 95% interval; no interval of n = 0. */
export interface ExactCount {
  readonly k: number;
  readonly n: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** k of n with the exact two-sided 95% interval, 2.5% a side; 0 ≤ k ≤ n, else an InvariantError. */
export function countOf(k: number, n: number): ExactCount {
  checkCount(k, n);
  if (n === 0) return { k, n, low: null, high: null };
  return { k, n, low: lowerLimit(k, n, 0.975), high: upperLimit(k, n, 0.975) };
}

/** One-sided upper limit of the rate behind k of n: that of which k or fewer are seen with probability 1 − level. 1 at k = n; level within [0.5, 1). */
export function upperLimit(k: number, n: number, level = 0.95): number {
  checkCount(k, n);
  return 1 - lowerLimit(n - k, n, level);
}

/** One-sided lower limit: that of which k or more are seen with probability 1 − level. 0 at k = 0; level within [0.5, 1). */
export function lowerLimit(k: number, n: number, level = 0.95): number {
  checkCount(k, n);
  invariant(level >= 0.5 && level < 1, `invalid level ${level}; expected within [0.5, 1)`);
  if (k === 0) return 0;
  // The tail rises with the rate, and is above a half at k/n already. Halved until no double is left between the ends.
  let low = 0;
  let high = k / n;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle === low || middle === high) return low;
    if (upperTail(k, n, middle) <= 1 - level) low = middle;
    else high = middle;
  }
}
