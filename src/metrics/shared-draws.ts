// Shared false-positive rates of draws of pictures: sums per bin of scores, with bins that shrink with the rate, so that
// rates of 1e-5 are told apart as well as rates of 1e-1. Only pictures' bins that are not empty are held.

import { IGNORED } from "../core/image.ts";
import { countedPixels } from "./counted-pixels.ts";
import type { PictureTally } from "./metric.ts";
import type { ScoreSlots } from "./score-slots.ts";
import type { SharedCurve } from "./shared-curve.ts";
import type { MapSample, PooledSample } from "./types.ts";

export interface SharedDraws {
  /** The curve of a draw; how often each picture counts, as many as samples. */
  weighted(weights: Uint32Array): SharedCurve;
}

/** A bin of several scores adds at most this share of the rate above it. */
const FINEST = 1 / 128;
/** For very many pictures the bins are coarser: about 16 / share bins hold rates from 1e-7 to 1. */
const MOST_CELLS = 2 ** 23;
const BINS_PER_SHARE = 16;

interface Bins {
  /** Ascending with the scores. */
  readonly binOfSlot: Uint32Array;
  readonly bins: number;
  /** 1 where a bin is one score, or one gap between two. */
  readonly isSingle: Uint8Array;
}

/** One picture: of a good one all pixels, of another one the anomalous pixels, in the bins where it has some. */
interface Sparse {
  readonly isGood: boolean;
  readonly counted: number;
  readonly bins: Uint32Array;
  /** In each of these bins, its pixels / counted. */
  readonly shares: Float64Array;
}

/**
 * Tallies of samples with maps, which are iterated twice and read one at a time. `pictures` are theirs, in order;
 * `slots` are places among all their anomalous scores.
 */
export function sharedDraws(
  samples: Iterable<PooledSample>,
  pictures: readonly PictureTally[],
  slots: ScoreSlots,
): SharedDraws {
  const shares = new Float64Array(2 * slots.distinct + 1);
  for (const { map, mask, isGood } of mapped(samples, pictures)) {
    if (!isGood) continue;
    const counted = countedPixels(mask);
    const places = slots.of(map);
    for (let pixel = 0; pixel < places.length; pixel++) {
      if (mask[pixel] === IGNORED) continue;
      const place = places[pixel] as number;
      shares[place] = (shares[place] as number) + 1 / counted;
    }
  }
  const bins = binsOf(shares, Math.max(FINEST, (BINS_PER_SHARE * pictures.length) / MOST_CELLS));
  const tallies = Array.from(mapped(samples, pictures), (picture) => sparseOf(picture, slots, bins));
  return { weighted: (weights) => weightedCurve(tallies, weights, bins) };
}

/** From the highest score down, places put together while they add little to the rate above them. */
function binsOf(shares: Float64Array, finest: number): Bins {
  const fromTop = new Uint32Array(shares.length);
  const isSingle = [1];
  let [above, held, bin, size] = [0, 0, 0, 0];
  for (let place = shares.length - 1; place >= 0; place--) {
    const share = shares[place] as number;
    if (size > 0 && held + share > finest * above) {
      above += held;
      [held, size] = [0, 0];
      bin++;
    }
    held += share;
    size++;
    isSingle[bin] = Number(size === 1);
    fromTop[place] = bin;
  }
  return {
    binOfSlot: fromTop.map((own) => bin - own),
    bins: bin + 1,
    isSingle: Uint8Array.from(isSingle).reverse(),
  };
}

interface Mapped extends MapSample {
  /** Without a defect: its pixels make up the shared rate. */
  readonly isGood: boolean;
}

function* mapped(samples: Iterable<PooledSample>, pictures: readonly PictureTally[]): Iterable<Mapped> {
  let index = 0;
  for (const sample of samples) {
    const isAnomalous = pictures[index++]?.anomalous !== false;
    if (sample.map === null) continue;
    const isGood = !isAnomalous && sample.mask.every((truth) => truth === 0 || truth === IGNORED);
    yield { ...sample, isGood };
  }
}

/** A good picture's shares of its pixels, another one's of its anomalous pixels. */
function sparseOf({ map, mask, isGood }: Mapped, slots: ScoreSlots, { binOfSlot, bins }: Bins): Sparse {
  const counts = new Uint32Array(bins);
  const places = slots.of(map);
  let counted = 0;
  for (let pixel = 0; pixel < places.length; pixel++) {
    const truth = mask[pixel];
    if (truth === IGNORED || (truth === 0) !== isGood) continue;
    const bin = binOfSlot[places[pixel] as number] as number;
    counts[bin] = (counts[bin] as number) + 1;
    counted++;
  }
  const held = Uint32Array.from(counts.keys()).filter((bin) => counts[bin] !== 0);
  return {
    isGood,
    counted,
    bins: held,
    shares: Float64Array.from(held, (bin) => (counts[bin] as number) / counted),
  };
}

/** The curve of a draw. The anomalous pixels of a bin of several scores stand in the middle of its normal ones. */
function weightedCurve(
  tallies: readonly Sparse[],
  weights: Uint32Array,
  { bins, isSingle }: Bins,
): SharedCurve {
  const recall = new Float64Array(bins);
  const shares = new Float64Array(2 * bins + 1);
  let [anomalousPictures, goodPictures, goodPixels] = [0, 0, 0];
  for (const [index, { isGood, counted, ...own }] of tallies.entries()) {
    const weight = weights[index] as number;
    if (weight === 0 || counted === 0) continue;
    if (isGood) {
      goodPictures += weight;
      goodPixels += weight * counted;
    } else anomalousPictures += weight;
    for (let held = 0; held < own.bins.length; held++) {
      const bin = own.bins[held] as number;
      const share = weight * (own.shares[held] as number);
      if (!isGood) recall[bin] = (recall[bin] as number) + share;
      else {
        const tied = isSingle[bin] === 1 ? share : share / 2;
        shares[2 * bin + 1] = (shares[2 * bin + 1] as number) + tied;
        shares[2 * bin] = (shares[2 * bin] as number) + share - tied;
      }
    }
  }
  return { recall, shares, anomalousPictures, goodPictures, goodPixels, lowestStep: null };
}
