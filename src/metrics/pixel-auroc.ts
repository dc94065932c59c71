// Pixel AUROC of one map, made to be called thousands of times by a search: only the rarer class is sorted (radix,
// over float bits), the other is looked up in it through a table of buckets. Scratch memory is kept between calls.

import { InputError, invariant } from "../core/errors.ts";
import { IGNORED } from "../core/image.ts";
import { bitsOf, firstNonFinite, orderedKey } from "./float-order.ts";

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
const MOST_BUCKET_BITS = 14;

const digitStarts = new Int32Array(DIGITS);
const bucketStarts = new Int32Array((1 << MOST_BUCKET_BITS) + 1);
let keys = new Uint32Array(0);
let spare = new Uint32Array(0);
let countsBefore = new Int32Array(0);

/**
 * Area under the ROC curve of one map's pixels (Mann-Whitney, ties count one half; -0 equals 0), or null where the mask
 * has no anomalous or no normal pixel. Map and mask of equal length; mask 0 = normal, IGNORED = counts nowhere, else
 * anomalous.
 * Throws InputError for a NaN or infinite score.
 */
export function pixelAuroc(map: Float32Array, mask: Uint8Array): number | null {
  invariant(map.length === mask.length, `a map of ${map.length} pixels has a mask of ${mask.length}`);
  let [anomalous, normal] = [0, 0];
  for (let pixel = 0; pixel < mask.length; pixel++) {
    const label = mask[pixel];
    normal += Number(label === 0);
    anomalous += Number(label !== 0 && label !== IGNORED);
  }
  const bad = firstNonFinite(map);
  if (bad >= 0) {
    throw new InputError(`invalid anomaly map: ${map[bad]} at pixel ${bad}; expected finite scores`);
  }
  if (anomalous === 0 || normal === 0) return null;
  const sortsAnomalous = anomalous <= normal;
  const pairs = 2 * anomalous * normal;
  const wins = twiceWinsOverSorted(bitsOf(map), mask, sortsAnomalous, Math.min(anomalous, normal));
  return (sortsAnomalous ? pairs - wins : wins) / pairs;
}

/** Twice the number of pairs in which the other class scores higher than the sorted class, plus the number of ties. */
function twiceWinsOverSorted(
  bits: Int32Array,
  mask: Uint8Array,
  sortsAnomalous: boolean,
  size: number,
): number {
  reserve(size);
  const { low, span } = collect(bits, mask, sortsAnomalous);
  sortKeys(size, span);
  const distinct = mergeEqual(size);
  const shift = fillBuckets(distinct, span);
  const high = low + span;
  let wins = 0;
  for (let pixel = 0; pixel < bits.length; pixel++) {
    const label = mask[pixel];
    if (label === IGNORED || (label !== 0) === sortsAnomalous) continue;
    const key = orderedKey(bits[pixel] as number);
    if (key < low) continue;
    if (key > high) {
      wins += 2 * size;
      continue;
    }
    const offset = (key - low) >>> 0;
    let first = bucketStarts[offset >>> shift] as number;
    let end = bucketStarts[(offset >>> shift) + 1] as number;
    while (first < end) {
      const middle = (first + end) >>> 1;
      if ((keys[middle] as number) < offset) first = middle + 1;
      else end = middle;
    }
    const below = countsBefore[first] as number;
    wins += 2 * below;
    if (first < distinct && keys[first] === offset) wins += (countsBefore[first + 1] as number) - below;
  }
  return wins;
}

function reserve(size: number): void {
  if (keys.length >= size) return;
  keys = new Uint32Array(size);
  spare = new Uint32Array(size);
  countsBefore = new Int32Array(size + 1);
}

/** Puts the sorted class's keys, as offsets from the lowest, into `keys`. */
function collect(bits: Int32Array, mask: Uint8Array, anomalous: boolean): { low: number; span: number } {
  let low = 0x7fffffff;
  let high = -0x80000000;
  let size = 0;
  for (let pixel = 0; pixel < bits.length; pixel++) {
    const label = mask[pixel];
    if (label === IGNORED || (label !== 0) !== anomalous) continue;
    const key = orderedKey(bits[pixel] as number);
    if (key < low) low = key;
    if (key > high) high = key;
    keys[size++] = key;
  }
  // Stored modulo 2^32, so the difference is right for keys of either sign.
  for (let index = 0; index < size; index++) keys[index] = (keys[index] as number) - low;
  return { low, span: high - low };
}

/** Sorts the first `size` keys, all at most `span`, by as many 11-bit digits as the span has. */
function sortKeys(size: number, span: number): void {
  for (let shift = 0; shift < 32 && span >>> shift > 0; shift += DIGIT_BITS) {
    digitStarts.fill(0);
    for (let index = 0; index < size; index++) {
      const digit = ((keys[index] as number) >>> shift) & (DIGITS - 1);
      digitStarts[digit] = (digitStarts[digit] as number) + 1;
    }
    let start = 0;
    for (let digit = 0; digit < DIGITS; digit++) {
      const count = digitStarts[digit] as number;
      digitStarts[digit] = start;
      start += count;
    }
    for (let index = 0; index < size; index++) {
      const key = keys[index] as number;
      const digit = (key >>> shift) & (DIGITS - 1);
      const target = digitStarts[digit] as number;
      digitStarts[digit] = target + 1;
      spare[target] = key;
    }
    [keys, spare] = [spare, keys];
  }
}

/** Leaves each sorted key once, with the number of pixels before it in `countsBefore`; returns how many there are. */
function mergeEqual(size: number): number {
  let distinct = 0;
  for (let index = 0; index < size; index++) {
    const key = keys[index] as number;
    if (distinct > 0 && keys[distinct - 1] === key) continue;
    keys[distinct] = key;
    countsBefore[distinct] = index;
    distinct++;
  }
  countsBefore[distinct] = size;
  return distinct;
}

/** Fills `bucketStarts` (first distinct key per value of key >>> shift, and an end) and returns the shift. */
function fillBuckets(distinct: number, span: number): number {
  const spanBits = 32 - Math.clz32(span);
  const bucketBits = Math.min(MOST_BUCKET_BITS, 33 - Math.clz32(distinct));
  const shift = Math.max(0, spanBits - bucketBits);
  const buckets = (span >>> shift) + 1;
  let index = 0;
  for (let bucket = 0; bucket < buckets; bucket++) {
    while (index < distinct && (keys[index] as number) >>> shift < bucket) index++;
    bucketStarts[bucket] = index;
  }
  bucketStarts[buckets] = distinct;
  return shift;
}
