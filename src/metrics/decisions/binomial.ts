// Tails of the binomial distribution, each term to some 1e-14 relative also for a million draws (C. Loader, "Fast and
// Accurate Computation of Binomial Probabilities", 2000): no difference of large logarithms is taken.

import { invariant } from "../../core/errors.ts";

/** P(X ≥ k) of X ~ binomial(n, p); 0 ≤ k ≤ n, p within [0, 1]. */
export function upperTail(k: number, n: number, p: number): number {
  checkCount(k, n);
  if (k === 0) return 1;
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  // From the mean outwards terms only fall, so that the sum ends early and its first term is its largest.
  if (k < n * p) return 1 - upperTail(n - k + 1, n, 1 - p);
  const odds = p / (1 - p);
  let term = binomialTerm(k, n, p);
  let sum = term;
  for (let i = k; i < n; i++) {
    term *= ((n - i) / (i + 1)) * odds;
    sum += term;
    if (term < sum * Number.EPSILON * 2 ** -10) break;
  }
  return Math.min(1, sum);
}

/** Throws an InvariantError unless k of n is a count. */
export function checkCount(k: number, n: number): void {
  const counts = Number.isSafeInteger(k) && Number.isSafeInteger(n) && 0 <= k && k <= n;
  invariant(counts, `invalid count ${k} of ${n}`);
}

/** P(X = k); 0 < p < 1. */
function binomialTerm(k: number, n: number, p: number): number {
  const rest = n - k;
  if (k === n) return p ** n;
  if (k === 0) return Math.exp(n * Math.log1p(-p));
  const exponent =
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(rest) -
    deviance(k, n * p) -
    deviance(rest, n * (1 - p));
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * k * rest));
}

/** log(n!) less Stirling's formula, n ≥ 1. */
function stirlingError(n: number): number {
  if (n > 15) {
    const square = n * n;
    const series = 1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square;
    return (1 / 12 - (1 / 360 - series / square) / square) / n;
  }
  let factorial = 1;
  for (let factor = 2; factor <= n; factor++) factorial *= factor;
  return Math.log(factorial) - ((n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI));
}

/** x log(x/mean) + mean − x, without cancellation where the two are near. */
function deviance(x: number, mean: number): number {
  const difference = x - mean;
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - difference;
  const v = difference / (x + mean);
  let sum = difference * v;
  let power = 2 * x * v;
  for (let odd = 3; ; odd += 2) {
    power *= v * v;
    const next = sum + power / odd;
    if (next === sum) return sum;
    sum = next;
  }
}
