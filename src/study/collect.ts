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
  SearchOutcome,
  SweepSummary,
} from "../results/schema.ts";
import { meanMetrics, pooledMetrics } from "./aggregate.ts";
import { combinationOf } from "./combination.ts";
import { prepareSample } from "./item.ts";
import { experimentName, type WorkItem } from "./plan.ts";

export interface Collected {
  readonly objects: readonly ObjectSummary[];
  readonly mean: MeanSummary;
  readonly samples: readonly SampleSummary[];
}

/** Summarises a finished plan; maps and masks of one object at a time are in memory. */
export async function collect(
  plan: readonly WorkItem[],
  experiments: readonly Experiment[],
  records: ReadonlyMap<string, ItemRecord>,
  context: {
    readonly runFolder: string;
    readonly dataset: Dataset;
    readonly workingSize: (picture: PictureSize) => PictureSize;
    readonly preset: PresetName;
  },
): Promise<Collected> {
  const objects: ObjectSummary[] = [];
  const samples: SampleSummary[] = [];
  for (const object of context.dataset.objects) {
    const items = plan.filter((item) => item.sample.object === object);
    const own = [...new Set(items.map((item) => item.sample))];
    if (own.length === 0) continue;
    const byExperiment = new Map<string, ItemRecord[]>();
    for (const item of items) {
      const name = experimentName(item.experiment);
      const record = present(records.get(item.key), `record of ${item.sample.id}`);
      byExperiment.set(name, [...(byExperiment.get(name) ?? []), record]);
    }
    const masks = await masksOf(own, context.workingSize);
    const pooled = (experiment: Experiment, index: number): MetricSet =>
      pooledMetrics(
        present(byExperiment.get(experimentName(experiment)), "records"),
        index,
        masks,
        (record, at) => readMap(context.runFolder, record, at),
        context.preset,
      );
    objects.push({
      object,
      className: context.dataset.className(object),
      samples: own.length,
      anomalousSamples: own.filter(({ anomalous }) => anomalous).length,
      ...metricsOf(experiments, pooled),
    });
    samples.push(...own.map((sample) => sampleSummary(sample, experiments, byExperiment)));
  }
  return { objects, samples, mean: meanOf(objects) };
}

async function masksOf(
  samples: readonly Sample[],
  workingSize: (picture: PictureSize) => PictureSize,
): Promise<Map<string, Mask>> {
  const masks = new Map<string, Mask>();
  for (const sample of samples) masks.set(sample.id, (await prepareSample(sample, workingSize)).mask);
  return masks;
}

function metricsOf(
  experiments: readonly Experiment[],
  pooled: (experiment: Experiment, index: number) => MetricSet,
): Pick<ObjectSummary, "original" | "bounds" | "sweeps"> {
  let original: MetricSet | undefined;
  const bounds: Record<string, MetricSet> = {};
  const sweeps: SweepSummary[] = [];
  for (const experiment of experiments) {
    if (experiment.kind === "original") original = pooled(experiment, 0);
    else if (experiment.kind === "bound") bounds[combinationOf(experiment.over)] = pooled(experiment, 0);
    else {
      const points = experiment.values.map((value, index) => ({ value, metrics: pooled(experiment, index) }));
      sweeps.push({ shift: experiment.shift, points });
    }
  }
  if (original === undefined) throw new InvariantError("a study without its original");
  return { original, bounds, sweeps };
}

function sampleSummary(
  sample: Sample,
  experiments: readonly Experiment[],
  byExperiment: ReadonlyMap<string, readonly ItemRecord[]>,
): SampleSummary {
  const recordOf = (experiment: Experiment): ItemRecord =>
    present(
      byExperiment.get(experimentName(experiment))?.find((record) => record.sample === sample.id),
      `record of ${sample.id}`,
    );
  const bounds: Record<string, SearchOutcome> = {};
  for (const experiment of experiments) {
    if (experiment.kind !== "bound") continue;
    const { points, search } = recordOf(experiment);
    const { evaluations, steps, units } = present(search, "search notes");
    bounds[combinationOf(experiment.over)] = { ...present(points[0], "point"), evaluations, steps, units };
  }
  const original = recordOf({ kind: "original" });
  return {
    object: sample.object,
    sample: sample.id,
    defect: sample.defect,
    anomalous: sample.anomalous,
    ...(original.maskVanished ? { maskVanished: true } : {}),
    original: present(original.points[0], "point"),
    bounds,
  };
}

function meanOf(objects: readonly ObjectSummary[]): MeanSummary {
  const [first] = objects;
  const bounds: Record<string, MetricSet> = {};
  for (const name of Object.keys(first?.bounds ?? {})) {
    bounds[name] = meanMetrics(objects.map((object) => present(object.bounds[name], name)));
  }
  const sweeps = (first?.sweeps ?? []).map(({ shift, points }, which) => ({
    shift,
    points: points.map(({ value }, index) => ({
      value,
      metrics: meanMetrics(
        objects.map(({ sweeps: own }) => present(own[which]?.points[index], shift).metrics),
      ),
    })),
  }));
  return { original: meanMetrics(objects.map(({ original }) => original)), bounds, sweeps };
}
