// Shared false-positive rates of good pictures, exact, down to a largest rate: read off maps one at a time.

import { invariant } from "../core/errors.ts";
import { IGNORED } from "../core/image.ts";
import { countedPixels } from "./counted-pixels.ts";
import type { SharedRates } from "./frozen.ts";
import { type RateBounds, stretchAbove } from "./shared-curve.ts";

/** A map and its mask, of equal length; mask 0 = normal, IGNORED = counts nowhere, else anomalous. */
export interface MaskedMap {
  readonly map: Float32Array;
  readonly mask: Uint8Array;
}

/** Distinct scores, descending, with the sum of their pixels' shares. */
interface Summed {
  readonly scores: Float32Array;
  readonly shares: Float64Array;
}

/**
 * The shared rates of good pictures, whose masks have no anomalous pixel, down to the first one above `upTo` in (0, 1]; null without a counted pixel. The maps
 * are iterated twice: an iterable that reads them anew each time keeps memory to about `upTo` of all pixels.
 */
export function sharedRates(maps: Iterable<MaskedMap>, upTo: number): SharedRates | null {
  let pictures = 0;
  for (const { mask } of maps) pictures += Number(countedPixels(mask) > 0);
  if (pictures === 0) return null;
  let sums: Summed = { scores: new Float32Array(0), shares: new Float64Array(0) };
  let [floor, pixels, seen] = [Number.NEGATIVE_INFINITY, 0, 0];
  for (const { map, mask } of maps) {
    const counted = countedPixels(mask);
    if (counted === 0) continue;
    seen++;
    pixels += counted;
    // What is already above the largest rate stays so: later pictures only add.
    const merged = merge(sums, scoresFrom(map, mask, floor), 1 / counted);
    const kept = lengthUpTo(merged.shares, upTo * pictures);
    sums = { scores: merged.scores.slice(0, kept), shares: merged.shares.slice(0, kept) };
    if (total(sums.shares) > upTo * pictures) floor = sums.scores[kept - 1] as number;
  }
  invariant(seen === pictures, `${pictures} good maps were read first, ${seen} then`);
  return { scores: sums.scores, rates: runningRates(sums.shares, pictures), pixels };
}

/**
 * The rate at a score: that of the lowest known score at or above it. Above the highest known score 0; below the lowest
 * the last rate, which is above every rate that was asked for.
 */
export function rateAt({ scores, rates }: SharedRates, score: number): number {
  let [first, end] = [0, scores.length];
  while (first < end) {
    const middle = (first + end) >>> 1;
    if ((scores[middle] as number) >= score) first = middle + 1;
    else end = middle;
  }
  return first === 0 ? 0 : (rates[first - 1] as number);
}

/**
 * AUPIMO of one picture at given rates, in [0, 1]: the mean over its anomalous pixels of the stretch of the bounds above the
 * rate at their score. Null without an anomalous pixel. The rates must reach the upper bound.
 */
export function pimoOfPicture(
  { map, mask }: MaskedMap,
  rates: SharedRates,
  bounds: RateBounds,
): number | null {
  let [anomalous, area] = [0, 0];
  for (let pixel = 0; pixel < map.length; pixel++) {
    if (mask[pixel] === 0 || mask[pixel] === IGNORED) continue;
    anomalous++;
    area += stretchAbove(rateAt(rates, map[pixel] as number), bounds);
  }
  return anomalous === 0 ? null : area / anomalous;
}

/** The counted scores from `floor` on, ascending. */
function scoresFrom(map: Float32Array, mask: Uint8Array, floor: number): Float32Array {
  const scores = new Float32Array(map.length);
  let size = 0;
  for (let pixel = 0; pixel < map.length; pixel++) {
    const score = map[pixel] as number;
    if (score >= floor && mask[pixel] !== IGNORED) scores[size++] = score;
  }
  return scores.subarray(0, size).sort();
}

/** Adds `share` for each of the scores, which ascend. */
function merge({ scores, shares }: Summed, added: Float32Array, share: number): Summed {
  const mergedScores = new Float32Array(scores.length + added.length);
  const mergedShares = new Float64Array(mergedScores.length);
  let size = 0;
  const add = (score: number, sum: number): void => {
    // -0 equals 0 here, as in every other metric.
    if (size === 0 || mergedScores[size - 1] !== score) mergedScores[size++] = score;
    mergedShares[size - 1] = (mergedShares[size - 1] as number) + sum;
  };
  let old = 0;
  for (let own = added.length - 1; own >= 0; own--) {
    const score = added[own] as number;
    for (; old < scores.length && (scores[old] as number) > score; old++)
      add(scores[old] as number, shares[old] as number);
    add(score, share);
  }
  for (; old < scores.length; old++) add(scores[old] as number, shares[old] as number);
  return { scores: mergedScores.subarray(0, size), shares: mergedShares.subarray(0, size) };
}

/** How many sums there are up to and with the first at which they exceed `most`. */
function lengthUpTo(shares: Float64Array, most: number): number {
  let sum = 0;
  for (let index = 0; index < shares.length; index++) {
    sum += shares[index] as number;
    if (sum > most) return index + 1;
  }
  return shares.length;
}

function total(shares: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < shares.length; index++) sum += shares[index] as number;
  return sum;
}

function runningRates(shares: Float64Array, pictures: number): Float64Array {
  let sum = 0;
  return shares.map((share) => {
    sum += share;
    return Math.min(1, sum / pictures);
  });
}
