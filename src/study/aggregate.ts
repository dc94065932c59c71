// From records to pooled metrics: pure but for reading maps, of which one is in memory at a time. Records without maps
// are pooled by their image scores alone.

import { present } from "../core/errors.ts";
import type { Mask } from "../core/image.ts";
import type { MetricSet } from "../core/metric-set.ts";
import type { PresetName } from "../core/preset.ts";
import { evaluateSamples } from "../metrics/evaluate.ts";
import { SCORES_ALONE } from "../metrics/metric.ts";
import type { PooledSample } from "../metrics/types.ts";
import { comparedMask } from "../objective/compared-mask.ts";
import type { ItemRecord } from "../results/record.ts";

/** One of a record's points, and so one of its maps where it has some. */
export interface MapChoice {
  readonly record: ItemRecord;
  readonly index: number;
}

/** What an object's maps are read and compared with. */
export interface PoolContext {
  /** Upright masks by sample. */
  readonly masks: ReadonlyMap<string, Mask>;
  readonly readMap: (record: ItemRecord, index: number) => Float32Array;
  readonly preset: PresetName;
}

/** Metrics of one point of every sample, pooled over all pixels of the masks that the preset compares. */
export function pooledMetrics(chosen: readonly MapChoice[], context: PoolContext): MetricSet {
  return metricsOf(poolSamples(chosen, context));
}

/** The metrics of maps, without what else their counts say. */
export function metricsOf(samples: Iterable<PooledSample>): MetricSet {
  const { details: _more, ...metrics } = evaluateSamples(samples);
  return metrics;
}

/** True where the records have maps; false of a detector that gives image scores alone. */
export function haveMaps(records: readonly ItemRecord[]): boolean {
  return records.every(({ maps }) => maps !== undefined);
}

/** The chosen maps with their masks, read anew each time they are iterated, one at a time in memory. */
export function poolSamples(chosen: readonly MapChoice[], context: PoolContext): Iterable<PooledSample> {
  return {
    *[Symbol.iterator]() {
      for (const choice of chosen) {
        const { anomalous, maps } = choice.record;
        const { imageScore } = present(choice.record.points[choice.index], "point");
        if (maps === undefined) {
          yield { map: null, imageScore, anomalous };
          continue;
        }
        const { map, mask } = comparedMap(choice, context);
        const { width, height } = mask;
        yield { map, mask: mask.data, width, height, anomalous, imageScore };
      }
    },
  };
}

/** The map of a choice and the mask that it is held against. */
export function comparedMap(
  { record, index }: MapChoice,
  { masks, readMap, preset }: PoolContext,
): { readonly map: Float32Array; readonly mask: Mask } {
  const upright = present(masks.get(record.sample), `mask of ${record.sample}`);
  const { point } = present(record.points[index], "point");
  return { map: readMap(record, index), mask: comparedMask(upright, preset, point) };
}

/** The mean over objects; nulls are skipped, and said so. */
export function meanMetrics(sets: readonly MetricSet[]): MetricSet {
  const values: Record<string, number | null> = {};
  const reasons: Record<string, string> = {};
  for (const name of Object.keys(sets[0]?.values ?? {})) {
    const defined = sets.map((set) => set.values[name] ?? null).filter((value) => value !== null);
    const skipped = sets.length - defined.length;
    if (skipped > 0) {
      const isAlone = sets.every(({ reasons: own = {} }) => own[name] === SCORES_ALONE);
      reasons[name] = isAlone
        ? SCORES_ALONE
        : `undefined for ${skipped} of ${sets.length} objects, which the mean skips`;
    }
    values[name] =
      defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
  }
  return Object.keys(reasons).length === 0 ? { values } : { values, reasons };
}
