// From records to pooled metrics: pure but for reading maps, of which one is in memory at a time.

import { present } from "../core/errors.ts";
import type { Mask } from "../core/image.ts";
import { PRESETS, type PresetName } from "../core/preset.ts";
import { evaluateSamples } from "../metrics/evaluate.ts";
import type { MapSample } from "../metrics/types.ts";
import { comparedMask } from "../objective/compared-mask.ts";
import type { ItemRecord } from "../results/record.ts";
import type { MetricSet } from "../results/schema.ts";

/** One of a record's points, and so one of its maps. */
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
  const samples = poolSamples(chosen, context);
  const { pauroc, aupro, f1max, ap, imageAuroc, loss, reasons } = evaluateSamples(samples);
  return { pauroc, aupro, f1max, ap, imageAuroc, loss, ...(reasons === undefined ? {} : { reasons }) };
}

/** The chosen maps with their masks, read anew each time they are iterated, one at a time in memory. */
export function poolSamples(chosen: readonly MapChoice[], context: PoolContext): Iterable<MapSample> {
  return {
    *[Symbol.iterator]() {
      for (const choice of chosen) {
        const { map, mask } = comparedMap(choice, context);
        const { anomalous } = choice.record;
        const { width, height } = mask;
        yield { map, mask: mask.data, width, height, anomalous, ...imageScoreOf(choice) };
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
  const { theta } = present(record.points[index], "point").point;
  return { map: readMap(record, index), mask: comparedMask(upright, PRESETS[preset], theta) };
}

function imageScoreOf({ record, index }: MapChoice): { imageScore?: number } {
  const imageScore = record.points[index]?.imageScore;
  return imageScore === undefined ? {} : { imageScore };
}

/** The mean over objects; nulls are skipped, and said so. */
export function meanMetrics(sets: readonly MetricSet[]): MetricSet {
  const reasons: Record<string, string> = {};
  const mean = (key: "pauroc" | "aupro" | "f1max" | "ap" | "imageAuroc" | "loss"): number | null => {
    const values = sets.map((set) => set[key]).filter((value) => value !== null);
    const skipped = sets.length - values.length;
    if (skipped > 0)
      reasons[key] = `undefined for ${skipped} of ${sets.length} objects, which the mean skips`;
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const set = {
    pauroc: mean("pauroc"),
    aupro: mean("aupro"),
    f1max: mean("f1max"),
    ap: mean("ap"),
    imageAuroc: mean("imageAuroc"),
    loss: mean("loss"),
  };
  return Object.keys(reasons).length === 0 ? set : { ...set, reasons };
}
