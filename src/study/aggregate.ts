// From records to pooled metrics: pure but for reading maps, of which one is in memory at a time. Records without maps
// are pooled by their image scores alone, and so are those of defective pictures without masks, with all that is pooled
// with them.

import { present } from "../core/errors.ts";
import type { Mask } from "../core/image.ts";
import type { MetricSet } from "../core/metric-set.ts";
import type { PresetName } from "../core/preset.ts";
import { evaluateSamples } from "../metrics/evaluate.ts";
import type { Frozen } from "../metrics/frozen.ts";
import { DECIDES_ITSELF, NO_MASKS, NO_OPERATING_POINT, SCORES_ALONE } from "../metrics/metric.ts";
import type { PooledSample } from "../metrics/types.ts";
import { comparedMask } from "../objective/compared-mask.ts";
import type { ItemRecord } from "../results/record.ts";

/** Reasons that no object could lift. */
const RUN_WIDE: readonly string[] = [SCORES_ALONE, NO_MASKS, NO_OPERATING_POINT, DECIDES_ITSELF];

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
  /** The object's operating point; absent without one. */
  readonly frozen?: Frozen;
}

/** Metrics of one point of every sample, pooled over all pixels of the masks that the preset compares. */
export function pooledMetrics(chosen: readonly MapChoice[], context: PoolContext): MetricSet {
  return metricsOf(poolSamples(chosen, context), context.frozen);
}

/** The metrics of maps, without what else their counts say; those at a threshold where one was frozen. */
export function metricsOf(samples: Iterable<PooledSample>, frozen?: Frozen): MetricSet {
  const { details: _more, ...metrics } = evaluateSamples(samples, { frozen });
  return metrics;
}

/** True where the records have maps; false of a detector that gives image scores alone. */
export function haveMaps(records: readonly ItemRecord[]): boolean {
  return records.every(({ maps }) => maps !== undefined);
}

/** True where the records have maps, and it is known where their defects are: those that were compared have a loss. */
export function haveTruth(records: readonly ItemRecord[]): boolean {
  return haveMaps(records) && records.every(({ points }) => points[0]?.loss !== null);
}

/** The chosen maps with their masks, read anew each time they are iterated, one at a time in memory. */
export function poolSamples(chosen: readonly MapChoice[], context: PoolContext): Iterable<PooledSample> {
  const records = chosen.map(({ record }) => record);
  const isCompared = haveTruth(records);
  const alone = { map: null, ...(haveMaps(records) ? { unmasked: true as const } : {}) };
  return {
    *[Symbol.iterator]() {
      for (const choice of chosen) {
        const { anomalous, defect } = choice.record;
        const { imageScore } = present(choice.record.points[choice.index], "point");
        const known = { imageScore, anomalous, defect };
        if (!isCompared) {
          yield { ...alone, ...known };
          continue;
        }
        const { map, mask } = comparedMap(choice, context);
        const { width, height } = mask;
        yield { map, mask: mask.data, width, height, ...known };
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

/** The mean over objects; nulls are skipped, and said so. A value that has a note for one of them has one. */
export function meanMetrics(sets: readonly MetricSet[]): MetricSet {
  const names = Object.keys(sets[0]?.values ?? {});
  const means = names.map((name) => ({ name, ...meanOf(name, sets) }));
  const said = (which: "reason" | "note"): Record<string, string> =>
    Object.fromEntries(
      means.flatMap(({ name, [which]: text }) => (text === undefined ? [] : [[name, text] as const])),
    );
  const [reasons, notes] = [said("reason"), said("note")];
  return {
    values: Object.fromEntries(means.map(({ name, value }) => [name, value])),
    ...(Object.keys(reasons).length === 0 ? {} : { reasons }),
    ...(Object.keys(notes).length === 0 ? {} : { notes }),
  };
}

interface MeanOf {
  readonly value: number | null;
  readonly reason?: string;
  readonly note?: string;
}

function meanOf(name: string, sets: readonly MetricSet[]): MeanOf {
  const defined = sets.map(({ values }) => values[name] ?? null).filter((value) => value !== null);
  const skipped = sets.length - defined.length;
  const value = defined.length === 0 ? null : defined.reduce((sum, each) => sum + each, 0) / defined.length;
  const noted = sets.flatMap(({ notes }) => notes?.[name] ?? []);
  return {
    value,
    ...(skipped === 0 ? {} : { reason: reasonOf(name, sets, skipped) }),
    ...(noted.length === 0 ? {} : { note: noteOf(noted, sets.length) }),
  };
}

/** What all objects say alike is said as it is: that there are no maps, or no operating point. */
function reasonOf(name: string, sets: readonly MetricSet[], skipped: number): string {
  const reasons = new Set(sets.map((set) => set.reasons?.[name]));
  const [reason] = reasons;
  if (reasons.size === 1 && reason !== undefined && RUN_WIDE.includes(reason)) return reason;
  return `undefined for ${skipped} of ${sets.length} objects, which the mean skips`;
}

function noteOf(noted: readonly string[], objects: number): string {
  const [first = ""] = noted;
  return objects === 1 ? first : `${noted.length} of ${objects} objects: ${first}`;
}
