// All metrics of a set of maps, pooled over its pixels (method: "Metrics"): two passes over the maps, nothing copied.
// Pixels and regions are counted once, by pixelTally; every metric is read off the same counts.

import { InputError, invariant } from "../core/errors.ts";
import { connectedComponents } from "./components.ts";
import { aupro, auroc, averagePrecision, f1Max, type RegionCurve, type ScoreCurve } from "./curve.ts";
import { firstNonFinite } from "./float-order.ts";
import { imageCurve } from "./image-curve.ts";
import { lossOf } from "./loss-of.ts";
import { pixelTally } from "./pixel-tally.ts";
import type { DetailedMetrics, MapSample, MapSet, MetricSet } from "./types.ts";

export interface EvaluateOptions {
  /** AUPRO's upper false-positive rate, in (0, 1]; 0.3 by default. */
  readonly fprLimit?: number;
}

/** For sets too large to hold: every sample once to `survey`, then all of them once more, in the same order, to `count`. */
export interface MetricPool {
  /** Throws InputError naming the sample, from 0, for a map that does not fit its mask and size or is not finite. */
  survey(sample: MapSample): void;
  count(sample: MapSample): void;
  metrics(): DetailedMetrics;
}

/** The metrics of maps of one size; InputErrors as `MetricPool.survey`. */
export function evaluateMaps(set: MapSet, options: EvaluateOptions = {}): MetricSet {
  const { pauroc, aupro, f1max, ap, imageAuroc, loss, reasons } = evaluateSamples(samplesOf(set), options);
  return { pauroc, aupro, f1max, ap, imageAuroc, loss, ...(reasons === undefined ? {} : { reasons }) };
}

/**
 * The metrics of samples whose sizes may differ; InputErrors as `MetricPool.survey`. The samples are iterated twice:
 * an iterable that decodes them anew each time keeps memory bounded.
 */
export function evaluateSamples(
  samples: Iterable<MapSample>,
  options: EvaluateOptions = {},
): DetailedMetrics {
  const pool = metricPool(options);
  for (const sample of samples) pool.survey(sample);
  for (const sample of samples) pool.count(sample);
  return pool.metrics();
}

/** An empty pool. */
export function metricPool({ fprLimit = 0.3 }: EvaluateOptions = {}): MetricPool {
  if (!(fprLimit > 0 && fprLimit <= 1)) {
    throw new InputError(`invalid false-positive rate limit ${fprLimit}; expected (0, 1]`);
  }
  const tally = pixelTally();
  const imageScores: number[] = [];
  const imageLabels: boolean[] = [];
  const anomalousPixels: number[] = [];
  let lossSum = 0;
  let counted = 0;
  return {
    survey: (sample) => {
      checkSample(sample, imageScores.length);
      const anomalous = tally.mark(sample.map, sample.mask);
      anomalousPixels.push(anomalous);
      imageScores.push(sample.imageScore ?? highest(sample.map));
      imageLabels.push(sample.anomalous ?? anomalous > 0);
      lossSum += lossOf(sample.map, sample.mask);
    },
    count: ({ map, mask, width, height }) => {
      const normal = anomalousPixels[counted++] === 0;
      tally.count(map, mask, normal ? null : connectedComponents(mask, width, height));
    },
    metrics: () => {
      const samples = imageScores.length;
      invariant(counted === samples, `${samples} samples were surveyed, ${counted} counted`);
      const meanLoss = samples === 0 ? null : lossSum / samples;
      return collectMetrics(tally.curve(), imageCurve(imageScores, imageLabels), meanLoss, samples, fprLimit);
    },
  };
}

function collectMetrics(
  pixels: RegionCurve,
  images: ScoreCurve,
  loss: number | null,
  samples: number,
  fprLimit: number,
): DetailedMetrics {
  const best = f1Max(pixels);
  const values = {
    pauroc: auroc(pixels),
    aupro: aupro(pixels, fprLimit),
    f1max: best?.f1 ?? null,
    f1maxThreshold: best?.threshold ?? null,
    ap: averagePrecision(pixels),
    imageAuroc: auroc(images),
    imageAp: averagePrecision(images),
    loss,
  };
  const reasons: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value !== null) continue;
    const ofImages = name.startsWith("image");
    const noAnomaly = (ofImages ? images : pixels).positiveCount === 0;
    reasons[name] =
      samples === 0
        ? "no sample"
        : `no ${noAnomaly ? "anomalous" : "normal"} ${ofImages ? "image" : "pixel"}`;
  }
  return {
    ...values,
    regions: pixels.regionCount,
    samples,
    ...(Object.keys(reasons).length === 0 ? {} : { reasons }),
  };
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

function checkSample({ map, mask, width, height, imageScore }: MapSample, index: number): void {
  const where = `sample ${index}`;
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
  if (imageScore !== undefined && !Number.isFinite(imageScore)) {
    throw new InputError(`invalid image score ${imageScore} of ${where}; expected a finite number`);
  }
}

function highest(map: Float32Array): number {
  let maximum = map[0] as number;
  for (let pixel = 1; pixel < map.length; pixel++) maximum = Math.max(maximum, map[pixel] as number);
  return maximum;
}
