// Scores that float32 cannot tell apart, replaced by float32 scores in the same order: what is exact about ranks stays
// exact, and everything that counts floats serves integers of 64 bits and float64 too.

import { InputError } from "../core/errors.ts";
import { compareExact, type ExactValues } from "../core/exact-values.ts";
import { IGNORED } from "../core/image.ts";
import { bitsOf, keyToBits } from "./float-order.ts";

const FIRST_CAPACITY = 1 << 14;

export interface ExactOrder {
  /** First pass, once per map, before any `place`: notes the anomalous scores and the map's highest. Mask 0 = normal, IGNORED = counts nowhere, else anomalous. */
  mark(scores: ExactValues, mask: Uint8Array): void;
  /**
   * A float32 per score: equal for scores that equal the same anomalous one or the same map's highest, else in order with
   * all of these. Two scores between the same neighbouring ones may become equal, which no pixel metric can tell.
   */
  place(scores: ExactValues): Float32Array;
  /** The place of a map's highest counted score among those of all maps; every pixel counts without a mask. */
  placeOfHighest(scores: ExactValues, mask?: Uint8Array): number;
}

/** An order of nothing yet. Memory grows with the distinct anomalous scores and the number of maps. */
export function exactOrder(): ExactOrder {
  const told = distinctScores();
  const highest = distinctScores();
  return {
    mark: (scores, mask) => {
      const top = indexOfHighest(scores, mask);
      for (let index = 0; index < mask.length; index++) {
        if (mask[index] !== 0 && mask[index] !== IGNORED)
          told.add(scores.high[index] as number, scores.low?.[index] ?? 0);
      }
      for (const scored of [told, highest]) scored.add(scores.high[top] as number, scores.low?.[top] ?? 0);
    },
    place: ({ high, low }) => {
      const placed = new Float32Array(high.length);
      const bits = bitsOf(placed);
      for (let index = 0; index < high.length; index++)
        bits[index] = keyToBits(told.slot(high[index] as number, low?.[index] ?? 0));
      return placed;
    },
    placeOfHighest: (scores, mask) => {
      const top = indexOfHighest(scores, mask);
      return highest.slot(scores.high[top] as number, scores.low?.[top] ?? 0);
    },
  };
}

interface DistinctScores {
  add(high: number, low: number): void;
  /** 2k + 1 for a score that equals the k-th distinct one, 2k for one between the (k − 1)-th and the k-th. */
  slot(high: number, low: number): number;
}

function distinctScores(): DistinctScores {
  let highs = new Float64Array(FIRST_CAPACITY);
  let lows = new Int16Array(FIRST_CAPACITY);
  let size = 0;
  let sorted = 0;
  const compact = (): void => {
    const compare = (left: number, right: number): number =>
      compareExact(
        highs[left] as number,
        lows[left] as number,
        highs[right] as number,
        lows[right] as number,
      );
    const order = Uint32Array.from({ length: size }, (_, index) => index).sort(compare);
    const kept = order.filter((index, at) => at === 0 || compare(index, order[at - 1] as number) !== 0);
    const capacity = Math.max(FIRST_CAPACITY, 2 * kept.length);
    const [newHighs, newLows] = [new Float64Array(capacity), new Int16Array(capacity)];
    for (const [at, index] of kept.entries()) {
      newHighs[at] = highs[index] as number;
      newLows[at] = lows[index] as number;
    }
    [highs, lows, size, sorted] = [newHighs, newLows, kept.length, kept.length];
  };
  return {
    add: (high, low) => {
      if (size === highs.length) compact();
      highs[size] = high;
      lows[size++] = low;
    },
    slot: (high, low) => {
      if (sorted < size) compact();
      let [first, end] = [0, size];
      while (first < end) {
        const middle = (first + end) >>> 1;
        if (compareExact(highs[middle] as number, lows[middle] as number, high, low) < 0) first = middle + 1;
        else end = middle;
      }
      const equal = first < size && highs[first] === high && lows[first] === low;
      return 2 * first + Number(equal);
    },
  };
}

function indexOfHighest({ high, low }: ExactValues, mask?: Uint8Array): number {
  let top = -1;
  for (let index = 0; index < high.length; index++) {
    if (mask?.[index] === IGNORED) continue;
    if (top < 0) top = index;
    else if (compareExact(high[index] as number, low?.[index] ?? 0, high[top] as number, low?.[top] ?? 0) > 0)
      top = index;
  }
  if (top < 0) throw new InputError("invalid mask: every pixel is excluded, so there is no image score");
  return top;
}
