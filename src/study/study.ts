// A study: plan, run, collect; nothing else.

import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson, sha256 } from "../core/digest.ts";
import { InputError, present } from "../core/errors.ts";
import { framingOf } from "../core/framing.ts";
import type { PictureSize } from "../core/image.ts";
import { writeFailure, writeFileAtomic } from "../core/write-file.ts";
import type { Dataset, Sample } from "../data/dataset.ts";
import { takeSamples } from "../data/subset.ts";
import type { PipelineSpec } from "../loss/pipeline.ts";
import { openJournal } from "../results/journal.ts";
import type { ItemRecord } from "../results/record.ts";
import type { FailedItem, RunSummary } from "../results/schema.ts";
import { imageTransformer } from "../transform/transformer.ts";
import { collect } from "./collect.ts";
import { combinationOf, distinctCombinations } from "./combination.ts";
import type { StudyConfig } from "./config.ts";
import { draftPrecisions } from "./drafts.ts";
import { finishedSummary } from "./finished.ts";
import { writeGallery } from "./gallery.ts";
import { inProcessRunner } from "./in-process.ts";
import { LEVEL, RESAMPLES } from "./intervals.ts";
import { type ModelSettings, type OpenModel, openModel } from "./open-model.ts";
import { experimentsOf, type PlanContext, planStudy, type WorkItem } from "./plan.ts";
import { type Runner, type RunProgress, runItems } from "./run.ts";
import { version } from "./version.ts";

const FILES_AT_ONCE = 8;

export interface StudySurroundings {
  readonly runFolder: string;
  /** How the model is opened; its detectors run side by side, one engine each. */
  readonly model: ModelSettings;
  readonly workers: number;
  /** Where items are computed, if not in this process. */
  readonly elsewhere?: Elsewhere;
  readonly clock: () => number;
  readonly onProgress?: (progress: RunProgress) => void;
  readonly signal?: AbortSignal;
}

/** Makes the runner of a study whose items are computed elsewhere. */
export type Elsewhere = (facts: StudyFacts) => Runner;

/** What computing a study's items elsewhere takes, besides the items. */
export interface StudyFacts {
  readonly runFolder: string;
  readonly datasetKind: string;
  readonly model: ModelSettings;
  readonly modelDigest: string;
  /** The provider that this process's engine uses. */
  readonly provider: string;
  readonly spec: PipelineSpec;
  readonly sampleDigest: (sample: Sample) => string;
}

export interface StudyResult {
  readonly summary: RunSummary;
  /** False where an earlier call had done everything and its summary was taken. */
  readonly fresh: boolean;
  readonly plan: readonly WorkItem[];
  /** By key: every item of the plan has one. */
  readonly records: ReadonlyMap<string, ItemRecord>;
}

/**
 * Runs what is missing of a study in its run folder and summarises it. A second call with nothing to do computes
 * nothing. Throws InputError, CancelledError.
 */
export async function runStudy(
  config: StudyConfig,
  dataset: Dataset,
  surroundings: StudySurroundings,
): Promise<StudyResult> {
  const samples = await chosenSamples(config, dataset);
  const model = await openModel(surroundings.model);
  const engines: OpenModel[] = [model];
  try {
    const modelDigest = await model.checkpoint.digest();
    const digests = await contentDigests(samples);
    const plan = planStudy(config, samples, planContext(config, dataset, modelDigest, digests));
    await checkFolder(surroundings.runFolder, { dataset: dataset.kind, model: modelDigest });
    const { runFolder, signal, onProgress } = surroundings;
    const journal = await openJournal(runFolder);
    try {
      const outcome = await runItems(plan, {
        runFolder,
        journal,
        runner: runnerOf(config, dataset, surroundings, { model, modelDigest, digests, engines }),
        clock: surroundings.clock,
        ...(onProgress === undefined ? {} : { onProgress }),
        ...(signal === undefined ? {} : { signal }),
      });
      const drafts = draftPrecisions(plan, journal.records);
      const provenance = {
        ...provenanceOf(config, dataset, digests, plan, model, modelDigest),
        ...(drafts.length === 0 ? {} : { drafts }),
      };
      const finished = outcome.missing === 0 ? await finishedSummary(runFolder, provenance) : undefined;
      const { records } = journal;
      if (finished !== undefined) return { summary: finished, fresh: false, plan, records };
      const { imageSize } = model.checkpoint.config;
      const workingSize = (picture: PictureSize): PictureSize => framingOf(config.aspect, picture, imageSize);
      const experiments = experimentsOf(config);
      const { preset, seed } = config;
      const context = { runFolder, dataset, workingSize, preset, seed };
      const whole = withoutFailed(plan, outcome.failed);
      const collected = await collect(whole, experiments, records, context);
      const combinations = distinctCombinations(config.combinations).map(combinationOf);
      const shown = combinations.at(-1);
      const transform = imageTransformer(model.engine, config.ranges);
      const gallery =
        shown === undefined
          ? []
          : await writeGallery(collected.samples, shown, {
              runFolder,
              plan,
              records,
              transform,
              workingSize,
              preset: config.preset,
            });
      const bootstrap = { resamples: RESAMPLES, level: LEVEL, seed };
      const failed = outcome.failed.length === 0 ? {} : { failed: outcome.failed };
      const summary: RunSummary = {
        ...{ schema: 2, provenance, combinations, bootstrap, ...collected, gallery, ...failed },
      };
      return { summary, fresh: true, plan: whole, records };
    } finally {
      await journal.close();
    }
  } finally {
    for (const engine of engines) await engine.close();
  }
}

function runnerOf(
  config: StudyConfig,
  dataset: Dataset,
  { elsewhere, workers, clock, runFolder, model: settings }: StudySurroundings,
  opened: {
    readonly model: OpenModel;
    readonly modelDigest: string;
    readonly digests: ContentDigests;
    /** Takes the models that are opened for more workers, to be closed in the end. */
    readonly engines: OpenModel[];
  },
): Runner {
  const { model, modelDigest, digests, engines } = opened;
  const spec = specOf(config);
  if (elsewhere !== undefined) {
    return elsewhere({
      ...{ runFolder, datasetKind: dataset.kind, model: settings, modelDigest, spec },
      provider: model.engine.provider,
      sampleDigest: ({ id }) => present(digests.get(id), id),
    });
  }
  let count = 0;
  return inProcessRunner({
    ...{ datasetKind: dataset.kind, ranges: config.ranges, preset: config.preset, workers, clock },
    openDetector: async () => {
      if (count++ === 0) return model.detector(spec);
      const another = await openModel(settings);
      engines.push(another);
      return another.detector(spec);
    },
  });
}

/** The items of the samples that none failed of: what is pooled is pooled over the same samples. */
function withoutFailed(plan: readonly WorkItem[], failed: readonly FailedItem[]): readonly WorkItem[] {
  if (failed.length === 0) return plan;
  const lost = new Set(failed.map(({ sample }) => sample));
  const whole = plan.filter(({ sample }) => !lost.has(sample.id));
  if (whole.length === 0) throw new InputError(`every sample failed, the first with: ${failed[0]?.error}`);
  return whole;
}

/** The pipeline that a study evaluates. */
export function specOf({
  preset,
  aspect,
  ranges,
}: Pick<StudyConfig, "preset" | "aspect" | "ranges">): PipelineSpec {
  return { preset, aspect, ranges };
}

/** What the keys of a study's items depend on besides its config and samples. */
export function planContext(
  config: StudyConfig,
  { kind, className }: Dataset,
  modelDigest: string,
  digests: ContentDigests,
): PlanContext {
  return {
    datasetKind: kind,
    modelDigest,
    spec: specOf(config),
    className,
    sampleDigest: ({ id }) => present(digests.get(id), id),
  };
}

/** The test samples that a study takes of each object; InputError for an object without any. */
export async function chosenSamples(config: StudyConfig, dataset: Dataset): Promise<Sample[]> {
  const chosen: Sample[] = [];
  for (const object of dataset.objects) {
    const samples = await dataset.testSamples(object);
    if (samples.length === 0) throw new InputError(`missing test pictures of ${object} in ${dataset.root}`);
    chosen.push(...takeSamples(samples, config.samplesPerObject ?? samples.length, config.seed));
  }
  return chosen;
}

/** SHA-256 of every sample's content, by its id, in the order of the samples. */
export type ContentDigests = ReadonlyMap<string, string>;

/** Reads every sample's files once, a few at a time; throws InputError naming a file that cannot be read. */
export async function contentDigests(samples: readonly Sample[]): Promise<ContentDigests> {
  const digests = new Map<string, string>();
  for (let first = 0; first < samples.length; first += FILES_AT_ONCE) {
    const some = samples.slice(first, first + FILES_AT_ONCE);
    const found = await Promise.all(some.map((sample) => sample.digest()));
    for (const [index, { id }] of some.entries()) digests.set(id, present(found[index], id));
  }
  return digests;
}

/** A run folder belongs to one model and one kind of data; InputError where this is another's. */
async function checkFolder(runFolder: string, identity: { dataset: string; model: string }): Promise<void> {
  const path = join(runFolder, "run.json");
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) {
    await mkdir(runFolder, { recursive: true }).catch((error: unknown) => {
      throw writeFailure(runFolder, error);
    });
    await writeFileAtomic(path, `${JSON.stringify(identity)}\n`);
  } else if (canonicalJson(JSON.parse(text)) !== canonicalJson(identity)) {
    throw new InputError(`${runFolder} holds a run of another model or data set; choose another --out`);
  }
}

function provenanceOf(
  config: StudyConfig,
  dataset: Dataset,
  digests: ContentDigests,
  plan: readonly WorkItem[],
  model: OpenModel,
  modelDigest: string,
): RunSummary["provenance"] {
  return {
    version: version(),
    dataset: {
      kind: dataset.kind,
      objects: dataset.objects,
      digest: sha256(canonicalJson([...digests])),
    },
    model: { name: model.name, digest: modelDigest, imageSize: model.checkpoint.config.imageSize },
    device: model.engine.provider,
    seed: config.seed,
    strategy: config.strategy,
    budget: config.budget,
    samplesPerObject: config.samplesPerObject,
    ranges: config.ranges,
    preset: config.preset,
    aspect: config.aspect,
    plan: sha256(plan.map(({ key }) => key).join("\n")),
  };
}
