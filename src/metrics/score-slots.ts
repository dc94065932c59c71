// Places of scores among the distinct anomalous scores of any number of maps, exact to the last float bit. Memory
// grows with the distinct anomalous scores, never with the number of maps.

import { IGNORED } from "../core/image.ts";
import { bitsOf, orderedKey } from "./float-order.ts";

const FIRST_CAPACITY = 1 << 16;
const MOST_BUCKET_BITS = 18;

export interface SlotMarks {
  /** Notes the anomalous scores of a map; map and mask of equal length, mask neither 0 nor IGNORED = anomalous. */
  mark(map: Float32Array, mask: Uint8Array): void;
  /** The places among all that was marked. */
  slots(): ScoreSlots;
}

export interface ScoreSlots {
  /** Distinct anomalous scores, D. */
  readonly distinct: number;
  /** Per pixel, 2k + 1 for a score that equals the k-th distinct one, 2k for one between the (k − 1)-th and the k-th. */
  of(map: Float32Array): Int32Array;
}

/** Marks of nothing yet. */
export function slotMarks(): SlotMarks {
  let keys = new Int32Array(FIRST_CAPACITY);
  let size = 0;
  const compact = (): void => {
    size = sortDistinct(keys.subarray(0, size));
  };
  const makeRoom = (): void => {
    compact();
    if (2 * size <= keys.length) return;
    const larger = new Int32Array(2 * keys.length);
    larger.set(keys.subarray(0, size));
    keys = larger;
  };
  return {
    mark: (map, mask) => {
      const bits = bitsOf(map);
      for (let pixel = 0; pixel < bits.length; pixel++) {
        const label = mask[pixel];
        if (label === 0 || label === IGNORED) continue;
        if (size === keys.length) makeRoom();
        keys[size++] = orderedKey(bits[pixel] as number);
      }
    },
    slots: () => {
      compact();
      return slotsAmong(keys.slice(0, size));
    },
  };
}

/** Sorts keys in place and moves each distinct one to the front; how many there are. */
function sortDistinct(keys: Int32Array): number {
  keys.sort();
  let distinct = 0;
  for (let index = 0; index < keys.length; index++) {
    if (index === 0 || keys[index] !== keys[distinct - 1]) keys[distinct++] = keys[index] as number;
  }
  return distinct;
}

function slotsAmong(keys: Int32Array): ScoreSlots {
  const low = keys[0] ?? 0;
  const high = keys.at(-1) ?? 0;
  const { starts, shift } = bucketsOf(keys, low, high);
  const slotOf = (key: number): number => {
    if (keys.length === 0 || key < low) return 0;
    if (key > high) return 2 * keys.length;
    const bucket = ((key - low) >>> 0) >>> shift;
    let first = starts[bucket] as number;
    let end = starts[bucket + 1] as number;
    while (first < end) {
      const middle = (first + end) >>> 1;
      if ((keys[middle] as number) < key) first = middle + 1;
      else end = middle;
    }
    return 2 * first + Number(keys[first] === key);
  };
  return {
    distinct: keys.length,
    of: (map) => {
      const bits = bitsOf(map);
      const slots = new Int32Array(bits.length);
      for (let pixel = 0; pixel < bits.length; pixel++) {
        slots[pixel] = slotOf(orderedKey(bits[pixel] as number));
      }
      return slots;
    },
  };
}

/** Index of the first key of every bucket of 2^shift neighbouring keys, and an end. */
function bucketsOf(keys: Int32Array, low: number, high: number): { starts: Int32Array; shift: number } {
  // The span of keys may reach 2^32: unsigned from here on.
  const span = (high - low) >>> 0;
  const shift = Math.max(0, 32 - Math.clz32(span) - MOST_BUCKET_BITS);
  const buckets = (span >>> shift) + 1;
  const starts = new Int32Array(buckets + 1);
  let index = 0;
  for (let bucket = 0; bucket < buckets; bucket++) {
    while (index < keys.length && (((keys[index] as number) - low) >>> 0) >>> shift < bucket) index++;
    starts[bucket] = index;
  }
  starts[buckets] = keys.length;
  return { starts, shift };
}
