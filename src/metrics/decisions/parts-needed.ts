// How many parts a limit on a rate needs before it can be held with one-sided 95% confidence: at a number of failures, or at
// the rate that was seen.

import { invariant } from "../../core/errors.ts";
import { checkCount, upperTail } from "./binomial.ts";
import type { Failures } from "./parts.ts";
import { LEVEL } from "./verdict.ts";

/** More parts than anyone takes: searched no further. */
const MOST = 1_000_000;

/**
 * The fewest parts of which `failures` may fail with the upper limit still within `limit`: for 2% and 5% without failure
 * 149 and 59, with one 236 and 93. `limit` is within (0, 1].
 */
export function partsFor(failures: number, limit: number): number {
  invariant(limit > 0 && limit <= 1, `invalid limit ${limit}; expected within (0, 1]`);
  const fewest = Math.max(1, failures);
  let enough = fewest;
  while (!holds(failures, enough, limit)) enough *= 2;
  let low = Math.max(fewest, Math.ceil(enough / 2));
  while (low < enough) {
    const middle = Math.floor((low + enough) / 2);
    if (holds(failures, middle, limit)) enough = middle;
    else low = middle + 1;
  }
  return enough;
}

/**
 * The fewest parts in all, no fewer than the n that there are, that hold the limit if they fail at the rate seen, k of n (of
 * N parts ⌈kN/n⌉); without a part as if none failed. Null where no number would, or a million would not.
 */
export function partsNeeded({ k, n }: Failures, limit: number): number | null {
  checkCount(k, n);
  if (limit <= 0 || (n > 0 && k / n >= limit && limit < 1)) return null;
  for (let parts = Math.max(1, n); parts <= MOST; ) {
    // Fewer than `needed` do not hold the limit with so many failures, and more parts never fail less often.
    const needed = partsFor(n === 0 ? 0 : Math.ceil((k * parts) / n), limit);
    if (needed <= parts) return parts;
    parts = needed;
  }
  return null;
}

/** The upper limit is within `limit` where so few failures are as rare as the confidence says at that rate. */
function holds(failures: number, parts: number, limit: number): boolean {
  return upperTail(parts - failures, parts, 1 - limit) <= 1 - LEVEL;
}
