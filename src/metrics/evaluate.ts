// All metrics of a set of maps, pooled over its pixels (method: "Metrics"): two passes over the maps, nothing copied.
// Pixels and regions are counted once, by pixelTally; every registered metric is read off the same counts.

import { connectedComponents } from "../core/components.ts";
import { InputError, invariant } from "../core/errors.ts";
import { averagePrecision, f1Max } from "./curve.ts";
import { firstNonFinite } from "./float-order.ts";
import type { Frozen } from "./frozen.ts";
import { imageCurve } from "./image-curve.ts";
import {
  DEFAULT_FPR_LIMIT,
  lazyPool,
  type Metric,
  type PictureTally,
  type Pool,
  reasonOf,
} from "./metric.ts";
import { type BareTally, ownValues, pictureTally } from "./picture-tally.ts";
import { pixelTally } from "./pixel-tally.ts";
import { METRICS } from "./registry.ts";
import { PIMO_BOUNDS, type RateBounds } from "./shared-curve.ts";
import type { DetailedMetrics, MapSample, MapSet, MetricDetails, MetricSet, PooledSample } from "./types.ts";

export interface EvaluateOptions {
  /** AUPRO's upper false-positive rate, in (0, 1]; 0.3 by default. */
  readonly fprLimit?: number;
  /** AUPIMO's shared false-positive rates, 0 < lower < upper <= 1; PIMO_BOUNDS by default. */
  readonly pimoBounds?: RateBounds;
  /** What metrics at a threshold compare with; without it they are undefined. */
  readonly frozen?: Frozen | undefined;
}

/** For sets too large to hold: every sample once to `survey`, then all of them once more, in the same order, to `count`. */
export interface MetricPool {
  /**
   * Throws InputError naming the sample, from 0, for a map that does not fit its mask and size or is not finite, and for
   * one without a map among others with maps.
   */
  survey(sample: PooledSample): void;
  count(sample: PooledSample): void;
  metrics(): DetailedMetrics;
}

/** The metrics of maps of one size; InputErrors as `MetricPool.survey`. */
export function evaluateMaps(set: MapSet, options: EvaluateOptions = {}): MetricSet {
  const { details: _, ...metrics } = evaluateSamples(samplesOf(set), options);
  return metrics;
}

/**
 * The metrics of samples whose sizes may differ; InputErrors as `MetricPool.survey`. The samples are iterated twice:
 * an iterable that decodes them anew each time keeps memory bounded.
 */
export function evaluateSamples(
  samples: Iterable<PooledSample>,
  options: EvaluateOptions = {},
): DetailedMetrics {
  const pool = metricPool(options);
  for (const sample of samples) pool.survey(sample);
  for (const sample of samples) pool.count(sample);
  return pool.metrics();
}

/** An empty pool. */
export function metricPool(options: EvaluateOptions = {}): MetricPool {
  const { fprLimit = DEFAULT_FPR_LIMIT, pimoBounds = PIMO_BOUNDS } = options;
  checkRates(fprLimit, pimoBounds);
  const frozen = options.frozen ?? null;
  const metrics = METRICS.all();
  const tally = pixelTally();
  const bare: BareTally[] = [];
  const own: PictureTally["own"][] = [];
  const anomalousPixels: number[] = [];
  const countMap = (sample: MapSample, index: number): PictureTally["own"] => {
    const { map, mask, width, height } = sample;
    const regions = anomalousPixels[index] === 0 ? null : connectedComponents(mask, width, height);
    tally.count(map, mask, regions, regions === null && bare[index]?.anomalous === false);
    return ownValues(metrics, sample, { frozen, regions });
  };
  return {
    survey: (sample) => {
      checkSample(sample, bare.length);
      checkAlike(sample, bare);
      const anomalous = sample.map === null ? 0 : tally.mark(sample.map, sample.mask);
      anomalousPixels.push(anomalous);
      bare.push(pictureTally(sample, anomalous > 0, bare.length));
    },
    count: (sample) => {
      const index = own.length;
      own.push(sample.map === null ? {} : countMap(sample, index));
    },
    metrics: () => {
      const samples = bare.length;
      invariant(own.length === samples, `${samples} samples were surveyed, ${own.length} counted`);
      const pictures = bare.map((picture, index) => ({ ...picture, own: own[index] ?? {} }));
      const weights = new Uint32Array(samples).fill(1);
      const pool = lazyPool(
        { pictures, weights, samples, fprLimit, pimoBounds, frozen },
        { pixels: tally.curve, shared: tally.shared, images: () => imageCurve(pictures, weights) },
      );
      return { ...metricSetOf(metrics, pool), details: detailsOf(pool) };
    },
  };
}

function detailsOf({ pixels, images, samples }: Pool): MetricDetails {
  return {
    f1maxThreshold: f1Max(pixels)?.threshold ?? null,
    imageAp: averagePrecision(images),
    regions: pixels.regionCount,
    samples,
  };
}

/** The metrics of a pool, with the reasons of those that are undefined and the notes of others. */
function metricSetOf(metrics: readonly Metric[], pool: Pool): MetricSet {
  const values: Record<string, number | null> = {};
  const reasons: Record<string, string> = {};
  const notes: Record<string, string> = {};
  for (const metric of metrics) {
    const value = metric.of(pool);
    values[metric.name] = value;
    if (value === null) reasons[metric.name] = reasonOf(metric, pool);
    const note = value === null ? null : (metric.note?.(pool) ?? null);
    if (note !== null) notes[metric.name] = note;
  }
  return {
    values,
    ...(Object.keys(reasons).length === 0 ? {} : { reasons }),
    ...(Object.keys(notes).length === 0 ? {} : { notes }),
  };
}

function checkRates(fprLimit: number, { lower, upper }: RateBounds): void {
  if (!(fprLimit > 0 && fprLimit <= 1))
    throw new InputError(`invalid false-positive rate limit ${fprLimit}; expected (0, 1]`);
  if (!(lower > 0 && lower < upper && upper <= 1))
    throw new InputError(
      `invalid bounds ${lower},${upper} of the shared false-positive rate; expected 0 < lower < upper <= 1`,
    );
}

function samplesOf({ maps, masks, width, height, imageScores }: MapSet): MapSample[] {
  if (masks.length !== maps.length) {
    throw new InputError(
      `invalid set: ${maps.length} maps but ${masks.length} masks; expected one mask per map`,
    );
  }
  if (imageScores !== undefined && imageScores.length !== maps.length) {
    throw new InputError(
      `invalid set: ${maps.length} maps but ${imageScores.length} image scores; expected one score per map`,
    );
  }
  return maps.map((map, index) => ({
    map,
    mask: masks[index] as Uint8Array,
    width,
    height,
    ...(imageScores === undefined ? {} : { imageScore: imageScores[index] as number }),
  }));
}

function checkSample(sample: PooledSample, index: number): void {
  const where = `sample ${index}`;
  if (sample.map !== null) checkMap(sample, where);
  const { imageScore } = sample;
  if (imageScore !== undefined && !Number.isFinite(imageScore)) {
    throw new InputError(`invalid image score ${imageScore} of ${where}; expected a finite number`);
  }
}

/** A pool of some maps would call itself one of all pictures. */
function checkAlike({ map }: PooledSample, [first]: readonly BareTally[]): void {
  if (first !== undefined && (map === null) !== (first.loss === null))
    throw new InputError("invalid set: some samples have a map and some have none; expected all or none");
}

function checkMap({ map, mask, width, height }: MapSample, where: string): void {
  const pixels = width * height;
  if (pixels === 0 || map.length !== pixels || mask.length !== pixels) {
    throw new InputError(
      `invalid size of ${where}: a map of ${map.length} and a mask of ${mask.length} pixels; expected ${width}×${height}`,
    );
  }
  const bad = firstNonFinite(map);
  if (bad >= 0) {
    throw new InputError(
      `invalid anomaly map of ${where}: ${map[bad]} at pixel ${bad}; expected finite scores`,
    );
  }
}
