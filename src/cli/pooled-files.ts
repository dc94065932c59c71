// Metrics of maps and masks in files, read as often as they are needed instead of held: memory does not grow with their
// number. Maps of any number types are ranked together as the numbers they are.

import { asFloat32, exactValues } from "../core/exact-values.ts";
import { emptyMask } from "../core/image.ts";
import type { NumericArray } from "../core/numeric-array.ts";
import type { Doubts } from "../data/doubts.ts";
import type { PairedMap } from "../data/paired-maps.ts";
import { decodeMap, readMasksOf } from "../image/codec.ts";
import type { ReadingRules } from "../image/rules.ts";
import { type MetricPool, metricPool } from "../metrics/evaluate.ts";
import { exactOrder } from "../metrics/exact-order.ts";
import type { RateBounds } from "../metrics/shared-curve.ts";
import type { DetailedMetrics } from "../metrics/types.ts";

export interface PooledFilesSettings {
  readonly rules: ReadingRules;
  readonly doubts: Doubts;
  readonly signal: AbortSignal;
  /** AUPIMO's shared false-positive rates; PIMO_BOUNDS by default. */
  readonly pimoBounds?: RateBounds;
}

/** The rank metrics of the files (loss and thresholds are of the ranks where float32 cannot hold the scores). InputError naming a file at fault. */
export async function metricsOfFiles(
  files: readonly PairedMap[],
  settings: PooledFilesSettings,
): Promise<DetailedMetrics> {
  const pool = poolOf(settings);
  for await (const { scores, ...pair } of readPairs(files, settings)) {
    const map = asFloat32(scores);
    if (map === null) return await metricsByRank(files, settings);
    pool.survey({ ...pair, map });
  }
  for await (const { scores, ...pair } of readPairs(files, settings)) {
    const map = asFloat32(scores);
    if (map !== null) pool.count({ ...pair, map });
  }
  return pool.metrics();
}

/** The same where a map holds a score that is no float32. */
async function metricsByRank(
  files: readonly PairedMap[],
  settings: PooledFilesSettings,
): Promise<DetailedMetrics> {
  const order = exactOrder();
  for await (const { scores, mask } of readPairs(files, settings)) order.mark(exactValues(scores), mask);
  const pool = poolOf(settings);
  for await (const { scores, ...pair } of readPairs(files, settings)) {
    const exact = exactValues(scores);
    pool.survey({ ...pair, map: order.place(exact), imageScore: order.placeOfHighest(exact, pair.mask) });
  }
  for await (const { scores, ...pair } of readPairs(files, settings))
    pool.count({ ...pair, map: order.place(exactValues(scores)) });
  return pool.metrics();
}

function poolOf({ pimoBounds }: PooledFilesSettings): MetricPool {
  return metricPool(pimoBounds === undefined ? {} : { pimoBounds });
}

interface Pair {
  readonly scores: NumericArray;
  readonly mask: Uint8Array;
  readonly width: number;
  readonly height: number;
}

async function* readPairs(
  files: readonly PairedMap[],
  { rules, doubts, signal }: PooledFilesSettings,
): AsyncGenerator<Pair> {
  for (const { mapPath, maskPaths } of files) {
    signal.throwIfAborted();
    const { width, height, scores } = await decodeMap(mapPath);
    if (maskPaths.length === 0) yield { scores, mask: emptyMask(width, height).data, width, height };
    else {
      const { mask, doubts: found } = await readMasksOf(maskPaths, "its map", { width, height }, rules);
      for (const [path, ofPart] of found) doubts.add(path, ofPart);
      yield { scores, mask: mask.data, width, height };
    }
  }
}
