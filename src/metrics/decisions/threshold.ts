// The threshold that calibration pictures of good parts promise a false-reject rate for: a rank, never interpolated.

import { invariant } from "../../core/errors.ts";

export interface CalibratedThreshold {
  /** Rejected is what scores above. */
  readonly threshold: number;
  /** The false-reject rate that holds on average over calibrations: that asked for, or 1/(m + 1) where m are too few. */
  readonly promised: number;
  /** The threshold is the rank-th smallest score, from 1. */
  readonly rank: number;
  /** No threshold of so few pictures promises the rate. */
  readonly tooFew: boolean;
}

/**
 * The ⌈(1 − rate)(m + 1)⌉-th smallest of m scores. A new good picture, exchangeable with these, scores above it with a
 * probability of at most `rate`. Where that rank exceeds m: the largest score, and what it promises. The rate is within
 * (0, 1); an InvariantError without scores or with one that is not a number.
 */
export function thresholdFor(rate: number, scores: readonly number[] | Float64Array): CalibratedThreshold {
  const sorted = Float64Array.from(scores).sort();
  const m = sorted.length;
  invariant(m > 0 && !Number.isNaN(sorted[m - 1]), "missing calibration scores, or not numbers");
  const above = rejectable(rate, m);
  const tooFew = above === 0;
  const rank = tooFew ? m : m + 1 - above;
  const threshold = sorted[rank - 1] as number;
  return { threshold, promised: tooFew ? 1 / (m + 1) : rate, rank, tooFew };
}

/** The fewest calibration pictures of which a threshold can promise the rate: 19 for 5%, 99 for 1%. */
export function picturesFor(rate: number): number {
  checkRate(rate);
  const near = Math.ceil(1 / rate) - 1;
  return rejectable(rate, near - 1) > 0 ? near - 1 : rejectable(rate, near) > 0 ? near : near + 1;
}

/** ⌊rate (m + 1)⌋ of the rate as it was written: a product that misses a whole number by rounding alone is that number. */
function rejectable(rate: number, m: number): number {
  checkRate(rate);
  return Math.floor(rate * (m + 1) * (1 + 2 ** -50));
}

function checkRate(rate: number): void {
  invariant(rate > 0 && rate < 1, `invalid rate ${rate}; expected within (0, 1)`);
}
