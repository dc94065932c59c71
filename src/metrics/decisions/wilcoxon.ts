// Wilcoxon's signed-rank test (F. Wilcoxon, Biometrics Bulletin 1, 1945) of paired differences, exact with ties.

import { invariant } from "../../core/errors.ts";
import { normalBelow } from "./normal.ts";

export interface SignedRank {
  /** Differences other than zero. */
  readonly n: number;
  /** Sums of the mid-ranks of the positive and of the negative differences. */
  readonly plus: number;
  readonly minus: number;
  readonly pTwoSided: number;
  /** Of the differences being shifted below zero, and above it. */
  readonly pLess: number;
  readonly pGreater: number;
}

/** Up to so many differences the p-value is exact: the rarest pattern's probability 2^−n is still a normal double. */
export const EXACT_UP_TO = 1000;

/**
 * Signed-rank test of paired differences: zeros are dropped, equal sizes share their mid-rank, and the distribution is
 * that over all 2^n patterns of signs given these ranks. Above `EXACT_UP_TO` differences it is the normal approximation
 * with corrections for continuity and ties, which is off by 1% of a p-value of 0.001 there. Sizes are equal only where
 * the doubles are: round differences that carry rounding noise first. Null where no difference is left; an
 * InvariantError where one is not a number.
 */
export function signedRank(differences: readonly number[] | Float64Array): SignedRank | null {
  const kept = Array.from(differences).filter((difference) => difference !== 0);
  invariant(!kept.some(Number.isNaN), "invalid difference NaN of a signed-rank test");
  const n = kept.length;
  if (n === 0) return null;
  const ranks = doubledMidRanks(kept.map(Math.abs));
  let doubledPlus = 0;
  for (const [index, rank] of ranks.entries()) if ((kept[index] as number) > 0) doubledPlus += rank;
  const doubledMinus = n * (n + 1) - doubledPlus;
  const fewest = Math.min(doubledPlus, doubledMinus);
  const tails = (n <= EXACT_UP_TO ? exactTails : normalTails)(ranks, fewest);
  const [pLess, pGreater] =
    doubledPlus <= doubledMinus ? [tails.below, tails.above] : [tails.above, tails.below];
  const pTwoSided = Math.min(1, 2 * Math.min(pLess, pGreater));
  return { n, plus: doubledPlus / 2, minus: doubledMinus / 2, pTwoSided, pLess, pGreater };
}

/** P(sum ≤ fewest) and P(sum ≥ fewest) of a sum of doubled ranks; `fewest` is at most half of their total. */
interface Tails {
  readonly below: number;
  readonly above: number;
}

/** Twice the mid-rank of every size, in the order given: whole numbers, ties too. */
export function doubledMidRanks(sizes: readonly number[]): number[] {
  const order = sizes.map((size, index) => ({ size, index })).sort((left, right) => left.size - right.size);
  const ranks = sizes.map(() => 0);
  for (let first = 0; first < order.length; ) {
    let end = first;
    while (end < order.length && order[end]?.size === order[first]?.size) end++;
    for (const { index } of order.slice(first, end)) ranks[index] = first + end + 1;
    first = end;
  }
  return ranks;
}

/** By the probabilities of all sums up to `fewest`, rank after rank: a pattern of signs has the probability 2^−n. */
export function exactTails(ranks: readonly number[], fewest: number): Tails {
  const step = ranks.every((rank) => rank % 2 === 0) ? 2 : 1;
  const last = fewest / step;
  const probability = new Float64Array(last + 1);
  probability[0] = 2 ** -ranks.length;
  let reached = 0;
  for (const rank of ranks.map((doubled) => doubled / step).sort((left, right) => left - right)) {
    reached = Math.min(last, reached + rank);
    for (let sum = reached; sum >= rank; sum--)
      probability[sum] = (probability[sum] as number) + (probability[sum - rank] as number);
  }
  let less = 0;
  for (let sum = 0; sum < last; sum++) less += probability[sum] as number;
  return { below: less + (probability[last] as number), above: 1 - less };
}

/** By the normal distribution of the same mean and variance, half a step of a rank further in. */
export function normalTails(ranks: readonly number[], fewest: number): Tails {
  const n = ranks.length;
  // The variance of a sum of ranks taken with probability 1/2 is Σ rank²/4: ties are in the mid-ranks already.
  const spread = Math.sqrt(ranks.reduce((sum, doubled) => sum + (doubled / 2) ** 2 / 4, 0));
  const distance = fewest / 2 - (n * (n + 1)) / 4;
  return {
    below: normalBelow((distance + 0.5) / spread),
    above: 1 - normalBelow((distance - 0.5) / spread),
  };
}
