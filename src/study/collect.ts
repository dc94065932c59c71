// Records → summary: what a study says, as a query over what was evaluated.

import { InvariantError, present } from "../core/errors.ts";
import type { Mask, PictureSize } from "../core/image.ts";
import type { PresetName } from "../core/preset.ts";
import type { Dataset, Sample } from "../data/dataset.ts";
import { readMap } from "../results/maps.ts";
import type { Experiment, ItemRecord } from "../results/record.ts";
import type {
  MeanSummary,
  MetricSet,
  ObjectSummary,
  SampleSummary,
  SweepSummary,
} from "../results/schema.ts";
import { worstOf } from "../search/search.ts";
import { type MapChoice, meanMetrics, pooledMetrics } from "./aggregate.ts";
import { winnersWithin } from "./candidates.ts";
import { combinationOf } from "./combination.ts";
import { prepareSample } from "./item.ts";
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
    const pooled = (choose: (sample: SampleRecords) => MapChoice): MetricSet =>
      pooledMetrics(
        own.map(choose),
        masks,
        (record, index) => readMap(context.runFolder, record, index),
        context.preset,
      );
    objects.push({
      object,
      className: context.dataset.className(object),
      samples: own.length,
      anomalousSamples: own.filter(({ sample }) => sample.anomalous).length,
      ...metricsOf(experiments, pooled),
    });
    samples.push(...own.map((sample) => sampleSummary(sample, experiments)));
  }
  return { objects, samples, mean: meanOf(objects) };
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
  experiments: readonly Experiment[],
  pooled: (choose: (sample: SampleRecords) => MapChoice) => MetricSet,
): Pick<ObjectSummary, "original" | "bounds" | "nested" | "sweeps"> {
  const pointOf = (experiment: Experiment, index = 0): MetricSet =>
    pooled(({ records }) => ({
      record: present(records.get(experimentName(experiment)), "record"),
      index,
    }));
  let original: MetricSet | undefined;
  const bounds: Record<string, MetricSet> = {};
  const nested: Record<string, MetricSet> = {};
  const sweeps: SweepSummary[] = [];
  for (const experiment of experiments) {
    if (experiment.kind === "original") original = pointOf(experiment);
    else if (experiment.kind === "bound") {
      const { over } = experiment;
      bounds[combinationOf(over)] = pointOf(experiment);
      nested[combinationOf(over)] = pooled(({ records }) =>
        present(worstOf(winnersWithin([...records.values()], over)), "winner"),
      );
    } else {
      const points = experiment.values.map((value, index) => ({
        value,
        metrics: pointOf(experiment, index),
      }));
      sweeps.push({ shift: experiment.shift, points });
    }
  }
  if (original === undefined) throw new InvariantError("a study without its original");
  return { original, bounds, nested, sweeps };
}

function meanOf(objects: readonly ObjectSummary[]): MeanSummary {
  const [first] = objects;
  const meanOfEach = (key: "bounds" | "nested"): Record<string, MetricSet> =>
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
    sweeps,
  };
}
