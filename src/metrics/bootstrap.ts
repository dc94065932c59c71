// How far an aggregate would move with other test pictures: whole images are drawn anew, stratified by label, and the
// pooled curve of each draw is a weighted sum of tallies per image. Covers the sampling of images, nothing else.

import { connectedComponents } from "../core/components.ts";
import { IGNORED } from "../core/image.ts";
import { type Random, random } from "../core/random.ts";
import type { RegionCurve } from "./curve.ts";
import type { Frozen } from "./frozen.ts";
import { imageCurve } from "./image-curve.ts";
import { DEFAULT_FPR_LIMIT, haveMaps, lazyPool, type PictureTally } from "./metric.ts";
import { ownValues, pictureTally } from "./picture-tally.ts";
import { shownMetrics } from "./registry.ts";
import { type ScoreSlots, slotMarks } from "./score-slots.ts";
import { PIMO_BOUNDS } from "./shared-curve.ts";
import { type SharedDraws, sharedDraws } from "./shared-draws.ts";
import type { MapSample, PooledSample } from "./types.ts";

/** By metric name, the value in every resample; NaN where it is undefined. Metrics that tables show, no others. */
export type Resampled = Readonly<Record<string, Float64Array>>;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

interface ImageTally extends PictureTally {
  /** Pixels per bin; without an anomalous pixel, none of the first and the last. */
  readonly positives: Uint32Array;
  readonly negatives: Uint32Array;
  /** Sum over anomalous pixels of 1 / (pixels of their region). */
  readonly overlap: Float64Array;
  readonly regions: number;
}

const NONE = new Uint32Array(0);
/** A bin holds at most this share of either class, so that pAUROC is off by half of it at most. */
const FINEST = 1 / 512;
/** For very many images the bins are coarser, so that all tallies stay below about 300 MB. */
const MOST_CELLS = 2 ** 23;

/**
 * The shown metrics of `resamples` draws of the samples, which are iterated three times and read one at a time (five
 * times where a metric asks for shared rates). Equal seed parts give equal draws for sets of equal labels, so that two
 * sets of the same images are paired. Scores are tallied in bins of at most 1/512 of the anomalous or normal pixels
 * (exactly, where there are fewer distinct scores); shared rates have finer bins of their own.
 */
export function resampledMetrics(
  samples: Iterable<PooledSample>,
  resamples: number,
  seedParts: readonly (string | number)[],
  options: { readonly frozen?: Frozen | undefined } = {},
): Resampled {
  const frozen = options.frozen ?? null;
  const binned = scoreBins(samples);
  const tallies = talliesOf(samples, binned, frozen);
  const source = random(...seedParts);
  const strata = [true, false].map((label) =>
    tallies.flatMap(({ anomalous }, index) => (anomalous === label ? [index] : [])),
  );
  const metrics = shownMetrics(haveMaps({ pictures: tallies }));
  const values = Object.fromEntries(metrics.map(({ name }) => [name, new Float64Array(resamples)]));
  const weights = new Uint32Array(tallies.length);
  const settings = { fprLimit: DEFAULT_FPR_LIMIT, pimoBounds: PIMO_BOUNDS, frozen };
  let draws: SharedDraws | undefined;
  const shared = (): SharedDraws => {
    draws ??= sharedDraws(samples, tallies, binned.slots);
    return draws;
  };
  for (let resample = 0; resample < resamples; resample++) {
    drawWeights(weights, strata, source);
    const pool = lazyPool(
      { pictures: tallies, weights, samples: tallies.length, ...settings },
      {
        pixels: () => weightedCurve(tallies, weights, binned.bins),
        shared: () => shared().weighted(weights),
        images: () => imageCurve(tallies, weights),
      },
    );
    for (const metric of metrics) {
      const own = values[metric.name] as Float64Array;
      own[resample] = metric.of(pool) ?? Number.NaN;
    }
  }
  return values;
}

/** As many pictures of each stratum as it has, with repetition: how often each one was drawn. */
function drawWeights(weights: Uint32Array, strata: readonly (readonly number[])[], source: Random): void {
  weights.fill(0);
  for (const stratum of strata) {
    for (let drawn = 0; drawn < stratum.length; drawn++) {
      const index = stratum[source.integer(stratum.length)] as number;
      weights[index] = (weights[index] as number) + 1;
    }
  }
}

/** The percentile interval of `level` within (0, 1), undefined values left out; null without a defined one. */
export function percentileInterval(values: Float64Array, level = 0.95): Interval | null {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return null;
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const [low = Number.NaN, high = low] = sorted.subarray(below, below + 2);
    return low + (place - below) * (high - low);
  };
  return { low: at((1 - level) / 2), high: at((1 + level) / 2) };
}

/** Resample by resample, `combine` of the values of several sets. */
export function combineResampled(
  sets: readonly Resampled[],
  combine: (values: readonly number[]) => number,
): Resampled {
  const combined = (name: string): Float64Array =>
    Float64Array.from(sets[0]?.[name] ?? [], (_, index) =>
      combine(sets.map((set) => set[name]?.[index] ?? Number.NaN)),
    );
  return Object.fromEntries(Object.keys(sets[0] ?? {}).map((name) => [name, combined(name)]));
}

interface Bins {
  readonly slots: ScoreSlots;
  readonly binOfSlot: Uint32Array;
  readonly bins: number;
}

/** Neighbouring places of scores, put together until a bin would hold more than its share of a class. */
function scoreBins(samples: Iterable<PooledSample>): Bins {
  const marks = slotMarks();
  let images = 0;
  for (const { map, mask } of mapped(samples)) {
    marks.mark(map, mask);
    images++;
  }
  const slots = marks.slots();
  const places = 2 * slots.distinct + 1;
  const [normal, anomalous] = [new Float64Array(places), new Float64Array(places)];
  for (const { map, mask } of mapped(samples)) {
    const own = slots.of(map);
    for (let pixel = 0; pixel < own.length; pixel++) {
      const truth = mask[pixel];
      const slot = own[pixel] as number;
      if (truth === 0) normal[slot] = (normal[slot] as number) + 1;
      else if (truth !== IGNORED) anomalous[slot] = (anomalous[slot] as number) + 1;
    }
  }
  const counts = [normal, anomalous];
  const share = Math.max(FINEST, (2 * images) / MOST_CELLS);
  return {
    slots,
    ...grouped(
      counts,
      counts.map((count) => share * sumOf(count)),
    ),
  };
}

function grouped(
  counts: readonly Float64Array[],
  most: readonly number[],
): { readonly binOfSlot: Uint32Array; readonly bins: number } {
  const length = counts[0]?.length ?? 0;
  const binOfSlot = new Uint32Array(length);
  let held = counts.map(() => 0);
  let bin = 0;
  for (let slot = 0; slot < length; slot++) {
    const own = counts.map((count) => count[slot] as number);
    const fits = held.every((sum, label) => sum + (own[label] as number) <= (most[label] as number));
    if (slot > 0 && !fits) {
      bin++;
      held = counts.map(() => 0);
    }
    held = held.map((sum, label) => sum + (own[label] as number));
    binOfSlot[slot] = bin;
  }
  return { binOfSlot, bins: bin + 1 };
}

/** Those with maps. */
function* mapped(samples: Iterable<PooledSample>): Iterable<MapSample> {
  for (const sample of samples) if (sample.map !== null) yield sample;
}

function talliesOf(
  samples: Iterable<PooledSample>,
  { slots, binOfSlot, bins }: Bins,
  frozen: Frozen | null,
): ImageTally[] {
  const metrics = shownMetrics();
  const tallies: ImageTally[] = [];
  for (const sample of samples) {
    if (sample.map === null) {
      const counts = { positives: NONE, negatives: NONE, overlap: new Float64Array(0), regions: 0 };
      tallies.push({ ...pictureTally(sample, false, tallies.length), own: {}, ...counts });
      continue;
    }
    const { map, mask, width, height } = sample;
    const hasAnomaly = mask.some((value) => value !== 0 && value !== IGNORED);
    const regions = hasAnomaly ? connectedComponents(mask, width, height) : null;
    const negatives = new Uint32Array(bins);
    const positives = regions === null ? NONE : new Uint32Array(bins);
    const overlap = new Float64Array(positives.length);
    const places = slots.of(map);
    for (let pixel = 0; pixel < places.length; pixel++) {
      const truth = mask[pixel];
      const bin = binOfSlot[places[pixel] as number] as number;
      if (truth === 0) {
        negatives[bin] = (negatives[bin] as number) + 1;
        continue;
      }
      if (regions === null || truth === IGNORED) continue;
      positives[bin] = (positives[bin] as number) + 1;
      const size = regions.sizes[regions.labels[pixel] as number] as number;
      overlap[bin] = (overlap[bin] as number) + 1 / size;
    }
    tallies.push({
      ...pictureTally(sample, hasAnomaly, tallies.length),
      own: ownValues(metrics, sample, { frozen, regions }),
      ...{ positives, negatives, overlap, regions: regions?.count ?? 0 },
    });
  }
  return tallies;
}

/** The pooled curve of a draw; a bin stands for one score, which both classes may share. */
function weightedCurve(tallies: readonly ImageTally[], weights: Uint32Array, bins: number): RegionCurve {
  const positives = new Float64Array(bins);
  const negatives = new Float64Array(2 * bins + 1);
  const overlap = new Float64Array(bins);
  let regionCount = 0;
  for (const [index, tally] of tallies.entries()) {
    const weight = weights[index] as number;
    if (weight === 0) continue;
    regionCount += weight * tally.regions;
    addNegatives(negatives, tally.negatives, weight);
    addWeighted(positives, tally.positives, weight);
    addWeighted(overlap, tally.overlap, weight);
  }
  return {
    thresholds: Float64Array.from({ length: bins }, (_, bin) => bin),
    ...{ positives, negatives, overlap, regionCount },
    positiveCount: sumOf(positives),
    negativeCount: sumOf(negatives),
  };
}

/** Adds a picture's normal pixels per bin, all of which tie with the bin. */
function addNegatives(negatives: Float64Array, own: Uint32Array, weight: number): void {
  for (let bin = 0; bin < own.length; bin++) {
    const tied = 2 * bin + 1;
    negatives[tied] = (negatives[tied] as number) + weight * (own[bin] as number);
  }
}

function addWeighted(sums: Float64Array, own: Uint32Array | Float64Array, weight: number): void {
  for (let bin = 0; bin < own.length; bin++)
    sums[bin] = (sums[bin] as number) + weight * (own[bin] as number);
}

function sumOf(counts: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < counts.length; index++) sum += counts[index] as number;
  return sum;
}
