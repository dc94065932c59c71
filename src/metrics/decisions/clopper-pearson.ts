// Exact limits of a proportion (C. J. Clopper and E. S. Pearson, Biometrika 26, 1934): whatever the true rate, a limit
// is wrong in at most the share 1 − level of such samples. Inverted from the binomial tail itself.

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

/** The one-sided upper limit of the rate behind k of n: the rate of which k or fewer are seen with probability 1 − level. 1 at k = n. */
export function upperLimit(k: number, n: number, level = 0.95): number {
  checkCount(k, n);
  return 1 - lowerLimit(n - k, n, level);
}

/** The one-sided lower limit: the rate of which k or more are seen with probability 1 − level. 0 at k = 0. */
export function lowerLimit(k: number, n: number, level = 0.95): number {
  checkCount(k, n);
  if (k === 0) return 0;
  // Halved until no double is left between the ends: the tail rises with the rate.
  let low = 0;
  let high = 1;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle === low || middle === high) return low;
    if (upperTail(k, n, middle) <= 1 - level) low = middle;
    else high = middle;
  }
}
