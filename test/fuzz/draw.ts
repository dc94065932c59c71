// Draws that mutations and the makers of inputs share.

import type { Random } from "../../src/core/random.ts";

/** One of a list that has some. */
export function pick<T>(items: readonly T[], random: Random): T {
  return items[random.integer(items.length)] as T;
}

/** A length that is mostly short: 1 to `most`, as likely between 1 and 2 as between 128 and 256. */
export function shortLength(most: number, random: Random): number {
  return Math.min(Math.max(most, 1), Math.floor(2 ** random.uniform(0, Math.log2(Math.max(most, 1) + 1))));
}
