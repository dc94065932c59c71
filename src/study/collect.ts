// Records → summary: what a study says, as a query over what was evaluated.

import { present } from "../core/errors.ts";
import type { Mask, PictureSize } from "../core/image.ts";
import type { PresetName } from "../core/preset.ts";
import type { Dataset, Sample } from "../data/dataset.ts";
import type { Resampled } from "../metrics/bootstrap.ts";
import { readMap } from "../results/maps.ts";
import type { Experiment, ItemRecord } from "../results/record.ts";
import type {
  Bounds,
  Combination,
  MeanSummary,
  ObjectSummary,
  SampleSummary,
  SweepSummary,
} from "../results/schema.ts";
import { type PoolContext, pooledMetrics } from "./aggregate.ts";
import { choicesOf, mapBounds } from "./bounds.ts";
import { combinationOf } from "./combination.ts";
import { intervalsOf, type Pictures, picturesOf, resample } from "./intervals.ts";
import { prepareSample } from "./item.ts";
import { meanOf } from "./mean.ts";
import { type ObjectLevel, objectLevel } from "./object-level.ts";
import { experimentName, type WorkItem } from "./plan.ts";
import { type SampleRecords, sampleSummary } from "./sample-summary.ts";

export interface Collected {
  readonly objects: readonly ObjectSummary[];
  readonly mean: MeanSummary;
  readonly samples: readonly SampleSummary[];
}

export interface CollectContext {
  readonly runFolder: string;
  readonly dataset: Dataset;
  readonly workingSize: (picture: PictureSize) => PictureSize;
  readonly preset: PresetName;
  /** Of the study: what the intervals' draws depend on besides data set and object. */
  readonly seed: number;
}

/** Summarises a finished plan; masks of one object and one map at a time are in memory. */
export async function collect(
  plan: readonly WorkItem[],
  experiments: readonly Experiment[],
  records: ReadonlyMap<string, ItemRecord>,
  { runFolder, dataset, workingSize, preset, seed }: CollectContext,
): Promise<Collected> {
  const objects: ObjectSummary[] = [];
  const resampled: Bounds<Resampled>[] = [];
  const pictures: Pictures[] = [];
  const samples: SampleSummary[] = [];
  for (const object of dataset.objects) {
    const own = samplesOf(
      plan.filter((item) => item.sample.object === object),
      records,
    );
    if (own.length === 0) continue;
    const pool: PoolContext = {
      masks: await masksOf(own, workingSize),
      readMap: (record, index) => readMap(runFolder, record, index),
      preset,
    };
    const levels = objectLevels(own, experiments, pool);
    const choices = choicesOf(own, experiments, levels);
    const draws = resample(choices, pool, [seed, dataset.kind, object]);
    const counts = picturesOf(choices);
    resampled.push(draws);
    pictures.push(counts);
    objects.push({
      object,
      className: dataset.className(object),
      samples: own.length,
      anomalousSamples: own.filter(({ sample }) => sample.anomalous).length,
      ...mapBounds(choices, (chosen) => pooledMetrics(chosen, pool)),
      objectSearches: Object.fromEntries(
        [...levels].map(([name, { candidates, moved, sweeps }]) => [name, { candidates, moved, sweeps }]),
      ),
      sweeps: sweepsOf(own, experiments, pool),
      intervals: intervalsOf(draws, [counts]),
    });
    for (const [index, sample] of own.entries()) {
      const chosen = new Map([...levels].map(([name, level]) => [name, present(level.chosen[index], name)]));
      samples.push(sampleSummary(sample, experiments, chosen));
    }
  }
  return { objects, samples, mean: meanOf(objects, resampled, pictures) };
}

/** The samples of a plan in its order, each with its records. */
function samplesOf(
  items: readonly WorkItem[],
  records: ReadonlyMap<string, ItemRecord>,
): readonly SampleRecords[] {
  const samples = new Map<Sample, Map<string, ItemRecord>>();
  for (const { key, sample, experiment } of items) {
    const record = present(records.get(key), `record of ${sample.id}`);
    samples.set(sample, (samples.get(sample) ?? new Map()).set(experimentName(experiment), record));
  }
  return [...samples].map(([sample, own]) => ({ sample, records: own }));
}

async function masksOf(
  samples: readonly SampleRecords[],
  workingSize: (picture: PictureSize) => PictureSize,
): Promise<Map<string, Mask>> {
  const masks = new Map<string, Mask>();
  for (const { sample } of samples) masks.set(sample.id, (await prepareSample(sample, workingSize)).mask);
  return masks;
}

function objectLevels(
  samples: readonly SampleRecords[],
  experiments: readonly Experiment[],
  pool: PoolContext,
): ReadonlyMap<Combination, ObjectLevel> {
  const levels = new Map<Combination, ObjectLevel>();
  const records = samples.map((sample) => [...sample.records.values()]);
  for (const experiment of experiments) {
    if (experiment.kind !== "bound") continue;
    levels.set(combinationOf(experiment.over), objectLevel(records, experiment.over, pool));
  }
  return levels;
}

function sweepsOf(
  samples: readonly SampleRecords[],
  experiments: readonly Experiment[],
  pool: PoolContext,
): SweepSummary[] {
  return experiments.flatMap((experiment) => {
    if (experiment.kind !== "sweep") return [];
    const records = samples.map((sample) =>
      present(sample.records.get(experimentName(experiment)), "record"),
    );
    const points = experiment.values.map((value, index) => ({
      value,
      metrics: pooledMetrics(
        records.map((record) => ({ record, index })),
        pool,
      ),
    }));
    return [{ shift: experiment.shift, points }];
  });
}
