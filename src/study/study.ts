// A study: plan, run, collect; nothing else.

import { InputError, present } from "../core/errors.ts";
import type { PictureSize } from "../core/image.ts";
import type { Dataset, OnNote, Sample } from "../data/dataset.ts";
import { openDoubts } from "../data/doubts.ts";
import type { DatasetOptions } from "../data/options.ts";
import { refuseReadFolder } from "../data/read-folders.ts";
import { subsetGaps, takeSamples } from "../data/subset.ts";
import { framingOf } from "../detector/framing.ts";
import { type ModelSettings, type OpenModel, openModel } from "../detector/winclip/open-model.ts";
import { promptTokens } from "../detector/winclip/prompt-tokens.ts";
import type { PipelineSpec } from "../objective/fused.ts";
import { openJournal } from "../results/journal.ts";
import { placeQuestion } from "../results/questions.ts";
import type { ItemRecord } from "../results/record.ts";
import { checkFolder, claimFolder, refuseForeign } from "../results/run-folder.ts";
import type { FailedItem, RunSummary } from "../results/schema.ts";
import { imageTransformer } from "../shift/transformer.ts";
import { collect } from "./collect.ts";
import { combinationOf, distinctCombinations } from "./combination.ts";
import type { StudyConfig } from "./config.ts";
import { draftPrecisions } from "./drafts.ts";
import { answeredEarlier, finishedSummary } from "./finished.ts";
import { writeGallery } from "./gallery.ts";
import { inProcessRunner } from "./in-process.ts";
import { LEVEL, RESAMPLES } from "./intervals.ts";
import { experimentsOf, type PlanContext, planStudy, type WorkItem } from "./plan.ts";
import { provenanceOf } from "./provenance.ts";
import { questionOf } from "./question.ts";
import { type Runner, type RunProgress, runItems } from "./run.ts";
import { studySquashNote } from "./squash-note.ts";

const FILES_AT_ONCE = 8;

export interface StudySurroundings {
  readonly runFolder: string;
  /** How the data set was opened. */
  readonly data: DatasetOptions;
  /** How the model is opened; its detectors run side by side, one engine each. */
  readonly model: ModelSettings;
  readonly workers: number;
  /** Where items are computed, if not in this process. */
  readonly elsewhere?: Elsewhere;
  readonly clock: () => number;
  readonly onProgress?: (progress: RunProgress) => void;
  /** Hears, before anything is computed, what is doubtful about the chosen samples and what they cannot show. */
  readonly onNote?: OnNote;
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
}

export interface StudyResult {
  readonly summary: RunSummary;
  /** False where an earlier call had done everything and its summary was taken. */
  readonly fresh: boolean;
  /** Where its results and report go: the run folder, or that of this question in it. */
  readonly folder: string;
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
  const { runFolder, data, onNote } = surroundings;
  await refuseReadFolder(runFolder, dataset.kind, data);
  await refuseForeign(runFolder);
  const samples = await chosenSamples(config, dataset, onNote);
  await noteDoubts(samples, dataset, surroundings);
  const squashed = await studySquashNote(config, samples);
  if (squashed !== null) onNote?.(squashed);
  const model = await openModel(surroundings.model);
  const engines: OpenModel[] = [model];
  try {
    for (const object of dataset.objects) promptTokens(dataset.className(object), model.tokenizer);
    const modelDigest = await model.checkpoint.digest();
    const digests = await contentDigests(samples);
    const plan = planStudy(config, samples, planContext(config, dataset, modelDigest, digests));
    const { signal, onProgress } = surroundings;
    const identity = { faultline: "run", dataset: dataset.kind, model: modelDigest } as const;
    await checkFolder(runFolder, identity);
    const journal = await openJournal(runFolder, () => claimFolder(runFolder, identity));
    try {
      const question = questionOf(config, dataset, data, plan);
      const { folder } = await placeQuestion(runFolder, question, () => answeredEarlier(runFolder, plan));
      const outcome = await runItems(plan, {
        runFolder,
        journal,
        runner: runnerOf(config, dataset, surroundings, { model, modelDigest, engines }),
        clock: surroundings.clock,
        ...(onProgress === undefined ? {} : { onProgress }),
        ...(signal === undefined ? {} : { signal }),
      });
      const made = { model, modelDigest, settings: surroundings.model };
      const drafts = draftPrecisions(plan, journal.records);
      const provenance = {
        ...provenanceOf(config, { dataset, data, digests }, plan, made),
        ...(drafts.length === 0 ? {} : { drafts }),
      };
      const finished = outcome.missing === 0 ? await finishedSummary(folder, provenance) : undefined;
      const { records } = journal;
      if (finished !== undefined) return { summary: finished, fresh: false, folder, plan, records };
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
      return { summary, fresh: true, folder, plan: whole, records };
    } finally {
      await journal.close();
    }
  } finally {
    for (const engine of engines) await engine.close();
  }
}

async function noteDoubts(
  samples: readonly Sample[],
  { reading = {} }: Dataset,
  { onNote, signal }: StudySurroundings,
): Promise<void> {
  if (onNote === undefined) return;
  const doubts = openDoubts(reading);
  await doubts.inspect(
    samples.flatMap(({ files }) => files ?? []),
    signal,
  );
  for (const line of doubts.notes()) onNote(line);
}

function runnerOf(
  config: StudyConfig,
  dataset: Dataset,
  { elsewhere, workers, clock, runFolder, model: settings }: StudySurroundings,
  opened: {
    readonly model: OpenModel;
    readonly modelDigest: string;
    /** Takes the models that are opened for more workers, to be closed in the end. */
    readonly engines: OpenModel[];
  },
): Runner {
  const { model, modelDigest, engines } = opened;
  const spec = specOf(config);
  if (elsewhere !== undefined) {
    return elsewhere({
      ...{ runFolder, datasetKind: dataset.kind, model: settings, modelDigest },
      provider: model.engine.provider,
    });
  }
  let count = 0;
  return inProcessRunner({
    ...{ datasetKind: dataset.kind, workers, clock },
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

/**
 * The test samples that a study takes of each object; `onNote` hears which metrics and defects they cannot show.
 * InputError for an object without any.
 */
export async function chosenSamples(
  config: StudyConfig,
  dataset: Dataset,
  onNote: OnNote = () => {},
): Promise<Sample[]> {
  const chosen: Sample[] = [];
  const objectsByGap = new Map<string, string[]>();
  for (const object of dataset.objects) {
    const samples = await dataset.testSamples(object);
    if (samples.length === 0) throw new InputError(`missing test pictures of ${object} in ${dataset.root}`);
    const taken = takeSamples(samples, config.samplesPerObject ?? samples.length, config.seed);
    for (const gap of subsetGaps(samples, taken)) {
      objectsByGap.set(gap, [...(objectsByGap.get(gap) ?? []), object]);
    }
    for (const sample of taken) chosen.push(sample);
  }
  for (const [gap, objects] of objectsByGap) onNote(`${objects.join(", ")}: ${gap}`);
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
