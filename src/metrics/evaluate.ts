// All metrics of a set of maps, pooled over its pixels (method: "Metrics"): two passes over the maps, nothing copied.
// Pixels and regions are counted once, by pixelTally; every registered metric is read off the same counts.

import { connectedComponents } from "../core/components.ts";
import { InputError, invariant } from "../core/errors.ts";
import { averagePrecision, f1Max } from "./curve.ts";
import { firstNonFinite } from "./float-order.ts";
import { imageCurve } from "./image-curve.ts";
import { DEFAULT_FPR_LIMIT, lazyPool, type PictureTally, type Pool, reasonOf } from "./metric.ts";
import { pictureTally } from "./picture-tally.ts";
import { pixelTally } from "./pixel-tally.ts";
import { METRICS } from "./registry.ts";
import type { DetailedMetrics, MapSample, MapSet, MetricDetails, MetricSet, PooledSample } from "./types.ts";

export interface EvaluateOptions {
  /** AUPRO's upper false-positive rate, in (0, 1]; 0.3 by default. */
  readonly fprLimit?: number;
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
export function metricPool({ fprLimit = DEFAULT_FPR_LIMIT }: EvaluateOptions = {}): MetricPool {
  if (!(fprLimit > 0 && fprLimit <= 1)) {
    throw new InputError(`invalid false-positive rate limit ${fprLimit}; expected (0, 1]`);
  }
  const tally = pixelTally();
  const pictures: PictureTally[] = [];
  const anomalousPixels: number[] = [];
  let counted = 0;
  return {
    survey: (sample) => {
      checkSample(sample, pictures.length);
      checkAlike(sample, pictures);
      const anomalous = sample.map === null ? 0 : tally.mark(sample.map, sample.mask);
      anomalousPixels.push(anomalous);
      pictures.push(pictureTally(sample, anomalous > 0, pictures.length));
    },
    count: (sample) => {
      const normal = anomalousPixels[counted++] === 0;
      if (sample.map === null) return;
      const { map, mask, width, height } = sample;
      tally.count(map, mask, normal ? null : connectedComponents(mask, width, height));
    },
    metrics: () => {
      const samples = pictures.length;
      invariant(counted === samples, `${samples} samples were surveyed, ${counted} counted`);
      const weights = new Uint32Array(samples).fill(1);
      const pool = lazyPool(
        { pictures, weights, samples, fprLimit },
        { pixels: tally.curve, images: () => imageCurve(pictures, weights) },
      );
      return { ...metricSetOf(pool), details: detailsOf(pool) };
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

/** Every registered metric of a pool, with the reasons of those that are undefined. */
function metricSetOf(pool: Pool): MetricSet {
  const values: Record<string, number | null> = {};
  const reasons: Record<string, string> = {};
  for (const metric of METRICS.all()) {
    const value = metric.of(pool);
    values[metric.name] = value;
    if (value === null) reasons[metric.name] = reasonOf(metric, pool);
  }
  return { values, ...(Object.keys(reasons).length === 0 ? {} : { reasons }) };
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
function checkAlike({ map }: PooledSample, [first]: readonly PictureTally[]): void {
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
