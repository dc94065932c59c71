// The lowest pooled pAUROC that one candidate per sample can be chosen for: coordinate descent over exact rank
// statistics. A pool is two cumulative counts over the distinct anomalous scores of all candidates; taking a sample
// out of it gives every candidate's exact pooled value in one pass over its map.

import { InvariantError, present } from "../core/errors.ts";
import { IGNORED } from "../core/image.ts";
import { pixelAuroc } from "./pixel-auroc.ts";
import { type ScoreSlots, slotMarks } from "./score-slots.ts";

export interface PoolMap {
  /** Anomaly scores, finite. */
  readonly map: Float32Array;
  /** 0 = normal, IGNORED = counts nowhere, else anomalous; as long as the map. */
  readonly mask: Uint8Array;
}

/** A sample with its candidates, read anew each time so that one map at a time is in memory. */
export interface PoolSample {
  readonly candidates: number;
  read(candidate: number): PoolMap;
}

export interface PooledMinimum {
  /** Index of each sample's candidate. */
  readonly choice: readonly number[];
  /** At that choice, ties counting one half; null where the pool has no anomalous or no normal pixel. */
  readonly pauroc: number | null;
  /** Passes over the samples, the last of which changed nothing. */
  readonly sweeps: number;
}

/** Anomalous and normal pixels of a map, and twice its own pairs in the right order. */
interface OwnCounts {
  readonly anomalous: number;
  readonly normal: number;
  readonly twiceWins: number;
}

interface RankCounts {
  /** Normal pixels per slot [2D + 1], and anomalous ones below each threshold [D + 1]: cumulative, or not. */
  readonly normals: Float64Array;
  readonly anomalous: Float64Array;
  readonly slots: ScoreSlots;
}

/**
 * Begins at the start of lowest pooled pAUROC (the first of equals) and changes one sample after the other, in order,
 * to its best candidate, while that lowers the pooled value: so the result is never above any start, and no change of
 * one sample lowers it further. Exact while twice the pairs stay below 2^53. Memory: 24 bytes per distinct anomalous
 * score of all candidates and a few maps, whatever the number of samples; a pass reads every map once.
 */
export function pooledMinimum(
  samples: readonly PoolSample[],
  starts: readonly (readonly number[])[],
): PooledMinimum {
  const marks = slotMarks();
  const own = samples.map((sample) =>
    Array.from({ length: sample.candidates }, (_, candidate) => {
      const read = sample.read(candidate);
      marks.mark(read.map, read.mask);
      return ownCounts(read);
    }),
  );
  const slots = marks.slots();
  const begun = starts.map((start) => beginPool(samples, start, slots));
  const first = begun.reduce<Begun | undefined>(
    (best, other) => (best === undefined || other.pauroc < best.pauroc ? other : best),
    undefined,
  );
  if (first === undefined) throw new InvariantError("a pool without a start");
  return descend(samples, own, first);
}

/** A map's pixels by their places in a pool. */
interface Placed {
  readonly places: Int32Array;
  readonly mask: Uint8Array;
}

interface Begun {
  readonly pool: RankCounts;
  readonly choice: readonly number[];
  readonly twiceWins: number;
  /** Infinity where undefined. */
  readonly pauroc: number;
}

/** The pool of a choice, as counts that are not cumulative. */
function beginPool(samples: readonly PoolSample[], choice: readonly number[], slots: ScoreSlots): Begun {
  const { distinct } = slots;
  const pool = {
    normals: new Float64Array(2 * distinct + 1),
    anomalous: new Float64Array(distinct + 1),
    slots,
  };
  for (const [index, sample] of samples.entries()) {
    addTo(pool, placedIn(pool, sample.read(present(choice[index], "choice"))), 1);
  }
  accumulate(pool.normals);
  let twiceWins = 0;
  for (let rank = 0; rank < distinct; rank++) {
    const below = (pool.normals[2 * rank] as number) + (pool.normals[2 * rank + 1] as number);
    twiceWins += (pool.anomalous[rank + 1] as number) * below;
  }
  const normal = pool.normals[2 * distinct] as number;
  const anomalous = pool.anomalous.reduce((sum, count) => sum + count, 0);
  difference(pool.normals);
  return { pool, choice, twiceWins, pauroc: aurocOf(twiceWins, anomalous, normal) };
}

function descend(
  samples: readonly PoolSample[],
  own: readonly (readonly OwnCounts[])[],
  { pool, choice: start, twiceWins: startWins, pauroc: startPauroc }: Begun,
): PooledMinimum {
  const choice = [...start];
  let pauroc = startPauroc;
  let twiceWins = startWins;
  let sweeps = 0;
  for (let unchanged = 0; unchanged < samples.length; sweeps++) {
    for (let index = 0; index < samples.length && unchanged < samples.length; index++) {
      unchanged++;
      const sample = present(samples[index], "sample");
      if (sample.candidates === 1) continue;
      const current = present(choice[index], "choice");
      const taken = placedIn(pool, sample.read(current));
      addTo(pool, taken, -1);
      accumulate(pool.normals);
      accumulate(pool.anomalous);
      const best = bestCandidate(sample, present(own[index], "counts"), current, pool, twiceWins);
      difference(pool.normals);
      difference(pool.anomalous);
      const changes = best.candidate !== current;
      addTo(pool, changes ? placedIn(pool, sample.read(best.candidate)) : taken, 1);
      if (!changes) continue;
      choice[index] = best.candidate;
      ({ twiceWins, pauroc } = best);
      unchanged = 0;
    }
  }
  return { choice, pauroc: Number.isFinite(pauroc) ? pauroc : null, sweeps };
}

/** The candidate of lowest pooled value beside a cumulative pool of the others; the current one wins ties. */
function bestCandidate(
  sample: PoolSample,
  own: readonly OwnCounts[],
  current: number,
  pool: RankCounts,
  twiceWins: number,
): { readonly candidate: number; readonly twiceWins: number; readonly pauroc: number } {
  const normal = pool.normals.at(-1) ?? 0;
  const anomalous = pool.anomalous.at(-1) ?? 0;
  const wins = own.map(
    (counts, candidate) =>
      counts.twiceWins + twiceWinsWith(pool, anomalous, placedIn(pool, sample.read(candidate))),
  );
  const ofOthers = twiceWins - present(wins[current], "wins");
  const valued = own.map((counts, candidate) => {
    const total = ofOthers + present(wins[candidate], "wins");
    const pauroc = aurocOf(total, anomalous + counts.anomalous, normal + counts.normal);
    return { candidate, twiceWins: total, pauroc };
  });
  return valued.reduce(
    (best, entry) => (entry.pauroc < best.pauroc ? entry : best),
    present(valued[current], "candidate"),
  );
}

/** Twice the pairs in the right order between a map and a cumulative pool of others. */
function twiceWinsWith({ normals, anomalous }: RankCounts, others: number, { places, mask }: Placed): number {
  let wins = 0;
  for (let pixel = 0; pixel < places.length; pixel++) {
    const slot = places[pixel] as number;
    const label = mask[pixel];
    if (label === 0) {
      const rank = slot >>> 1;
      wins += 2 * others - (anomalous[rank] as number) - (anomalous[rank + (slot & 1)] as number);
    } else if (label !== IGNORED) wins += (normals[slot - 1] as number) + (normals[slot] as number);
  }
  return wins;
}

function addTo({ normals, anomalous }: RankCounts, { places, mask }: Placed, sign: 1 | -1): void {
  for (let pixel = 0; pixel < places.length; pixel++) {
    const slot = places[pixel] as number;
    const label = mask[pixel];
    if (label === 0) normals[slot] = (normals[slot] as number) + sign;
    else if (label !== IGNORED) {
      const above = (slot >>> 1) + 1;
      anomalous[above] = (anomalous[above] as number) + sign;
    }
  }
}

function placedIn({ slots }: RankCounts, { map, mask }: PoolMap): Placed {
  return { places: slots.of(map), mask };
}

function ownCounts({ map, mask }: PoolMap): OwnCounts {
  const normal = mask.reduce((count, value) => count + Number(value === 0), 0);
  const anomalous = mask.reduce((count, value) => count + Number(value !== 0 && value !== IGNORED), 0);
  // The quotient of whole numbers below 2^53, so rounding gives the numerator back.
  const twiceWins = Math.round((pixelAuroc(map, mask) ?? 0) * 2 * anomalous * normal);
  return { anomalous, normal, twiceWins };
}

function aurocOf(twiceWins: number, anomalous: number, normal: number): number {
  return anomalous === 0 || normal === 0 ? Number.POSITIVE_INFINITY : twiceWins / (2 * anomalous * normal);
}

/** Counts to their running sums, in place. */
function accumulate(counts: Float64Array): void {
  for (let index = 1; index < counts.length; index++) {
    counts[index] = (counts[index] as number) + (counts[index - 1] as number);
  }
}

/** Running sums back to their counts, in place. */
function difference(sums: Float64Array): void {
  for (let index = sums.length - 1; index > 0; index--) {
    sums[index] = (sums[index] as number) - (sums[index - 1] as number);
  }
}
