// Records → summary: what a study says, as a query over what was evaluated.

import { InvariantError, present } from "../core/errors.ts";
import type { Mask, PictureSize } from "../core/image.ts";
import type { PresetName } from "../core/preset.ts";
import type { Dataset, Sample } from "../data/dataset.ts";
import { readMap } from "../results/maps.ts";
import type { Experiment, ItemRecord } from "../results/record.ts";
import type {
  Combination,
  MeanSummary,
  MetricSet,
  ObjectLevelSearch,
  ObjectSummary,
  SampleSummary,
  SweepSummary,
} from "../results/schema.ts";
import { meanMetrics, type PoolContext, pooledMetrics } from "./aggregate.ts";
import { nestedCandidate } from "./candidates.ts";
import { combinationOf } from "./combination.ts";
import { prepareSample } from "./item.ts";
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
}

/** Summarises a finished plan; masks of one object and one map at a time are in memory. */
export async function collect(
  plan: readonly WorkItem[],
  experiments: readonly Experiment[],
  records: ReadonlyMap<string, ItemRecord>,
  context: CollectContext,
): Promise<Collected> {
  const objects: ObjectSummary[] = [];
  const samples: SampleSummary[] = [];
  for (const object of context.dataset.objects) {
    const own = samplesOf(
      plan.filter((item) => item.sample.object === object),
      records,
    );
    if (own.length === 0) continue;
    const masks = await masksOf(own, context.workingSize);
    const pool: PoolContext = {
      masks,
      readMap: (record, index) => readMap(context.runFolder, record, index),
      preset: context.preset,
    };
    const levels = objectLevels(own, experiments, pool);
    objects.push({
      object,
      className: context.dataset.className(object),
      samples: own.length,
      anomalousSamples: own.filter(({ sample }) => sample.anomalous).length,
      ...metricsOf(own, experiments, levels, pool),
    });
    for (const [index, sample] of own.entries()) {
      const chosen = new Map([...levels].map(([name, level]) => [name, present(level.chosen[index], name)]));
      samples.push(sampleSummary(sample, experiments, chosen));
    }
  }
  return { objects, samples, mean: meanOf(objects) };
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

function metricsOf(
  samples: readonly SampleRecords[],
  experiments: readonly Experiment[],
  levels: ReadonlyMap<Combination, ObjectLevel>,
  pool: PoolContext,
): Pick<ObjectSummary, "original" | "bounds" | "nested" | "objectBounds" | "objectSearches" | "sweeps"> {
  const at = (experiment: Experiment, index = 0): MetricSet =>
    pooledMetrics(
      samples.map(({ records }) => ({
        record: present(records.get(experimentName(experiment)), "record"),
        index,
      })),
      pool,
    );
  let original: MetricSet | undefined;
  const bounds: Record<string, MetricSet> = {};
  const nested: Record<string, MetricSet> = {};
  const objectBounds: Record<string, MetricSet> = {};
  const objectSearches: Record<string, ObjectLevelSearch> = {};
  const sweeps: SweepSummary[] = [];
  for (const experiment of experiments) {
    if (experiment.kind === "original") original = at(experiment);
    else if (experiment.kind === "sweep") {
      const points = experiment.values.map((value, index) => ({ value, metrics: at(experiment, index) }));
      sweeps.push({ shift: experiment.shift, points });
    } else {
      const name = combinationOf(experiment.over);
      const { chosen, ...search } = present(levels.get(name), name);
      bounds[name] = at(experiment);
      nested[name] = pooledMetrics(
        samples.map(({ records }) => nestedCandidate([...records.values()], experiment.over)),
        pool,
      );
      objectBounds[name] = pooledMetrics(chosen, pool);
      objectSearches[name] = search;
    }
  }
  if (original === undefined) throw new InvariantError("a study without its original");
  return { original, bounds, nested, objectBounds, objectSearches, sweeps };
}

function meanOf(objects: readonly ObjectSummary[]): MeanSummary {
  const [first] = objects;
  const meanOfEach = (key: "bounds" | "nested" | "objectBounds"): Record<string, MetricSet> =>
    Object.fromEntries(
      Object.keys(first?.[key] ?? {}).map((name) => [
        name,
        meanMetrics(objects.map((object) => present(object[key][name], name))),
      ]),
    );
  const sweeps = (first?.sweeps ?? []).map(({ shift, points }, which) => ({
    shift,
    points: points.map(({ value }, index) => ({
      value,
      metrics: meanMetrics(
        objects.map(({ sweeps: own }) => present(own[which]?.points[index], shift).metrics),
      ),
    })),
  }));
  return {
    original: meanMetrics(objects.map(({ original }) => original)),
    bounds: meanOfEach("bounds"),
    nested: meanOfEach("nested"),
    objectBounds: meanOfEach("objectBounds"),
    sweeps,
  };
}
