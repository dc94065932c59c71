// The plan of a reproduction: which studies, how much of each is missing, and how long that takes on this device.

import { join } from "node:path";
import { InputError } from "../../core/errors.ts";
import type { Dataset, Sample } from "../../data/dataset.ts";
import { refuseReadFolder } from "../../data/read-folders.ts";
import { openDataset } from "../../data/registry.ts";
import { type OpenModel, openModel } from "../../detector/winclip/open-model.ts";
import { readRecords } from "../../results/journal.ts";
import type { SelectionOutcome } from "../../results/reproduction.ts";
import { claimFolder } from "../../results/run-folder.ts";
import type { StudyConfig } from "../config.ts";
import { experimentsOf, planStudy } from "../plan.ts";
import { type ContentDigests, chosenSamples, contentDigests, planContext } from "../study.ts";
import { addCosts, type Cost, costOf, timesCost } from "./cost.ts";
import { type MeasuredStep, measureArchitecture, measureStep } from "./measure.ts";
import { publishedPictures } from "./published-pictures.ts";
import { selectFor } from "./select.ts";
import {
  type DataSource,
  type ModelSource,
  paperStudy,
  type ReproduceSettings,
  settingsOf,
  studiesOf,
  studyFolder,
} from "./settings.ts";

export interface PlannedStudy {
  readonly dataset: string;
  readonly source: ModelSource;
  readonly config: StudyConfig;
  /** Relative to the reproduction's folder. */
  readonly folder: string;
  /** The data set, opened with the objects used; null where published counts stand in for it. */
  readonly pictures: Dataset | null;
  readonly objects: readonly string[];
  readonly samples: number;
  readonly total: Cost;
  readonly missing: Cost;
}

export interface ReproductionPlan {
  readonly studies: readonly PlannedStudy[];
  readonly selections: readonly SelectionOutcome[];
  /** By the model's label; none is measured where nothing is missing. */
  readonly steps: ReadonlyMap<string, MeasuredStep>;
}

/** The test pictures of a data set: its samples, or how many there would be. */
interface Subject {
  readonly kind: string;
  readonly objects: readonly string[];
  readonly count: number;
  readonly opened: {
    readonly dataset: Dataset;
    readonly samples: readonly Sample[];
    readonly digests: ContentDigests;
  } | null;
}

/**
 * Opens, selects, counts what is missing and measures a step of every backbone. Computes no item; makes the
 * folder the reproduction's where it selects. `estimateOnly`
 * lets a plan do without what is not here: published counts for data, random weights for the paper's backbones.
 */
export async function planReproduction(
  settings: ReproduceSettings,
  { estimateOnly }: { readonly estimateOnly: boolean },
): Promise<ReproductionPlan> {
  const { runFolder, data } = settings;
  const opened = data.filter(({ root }) => root !== null);
  for (const { kind, root } of opened) await refuseReadFolder(runFolder, kind, { root: root ?? undefined });
  if (opened.length > 0) await claimFolder(runFolder, { faultline: "reproduction" });
  const selections: SelectionOutcome[] = [];
  const subjects: Subject[] = [];
  for (const source of settings.data) {
    if (source.root === null) subjects.push(publishedSubject(source, settings));
    else {
      const whole = await openDataset(source.kind, { root: source.root }, settings.onNote);
      const selection = await selectFor(source, whole, settings);
      selections.push(selection);
      subjects.push(await usedSubject(source, selection, settings));
    }
  }
  const studies: PlannedStudy[] = [];
  const steps = new Map<string, MeasuredStep>();
  for (const source of settings.models) {
    settings.onProgress?.(`opening ${source.label}`);
    const model = await openModel(settingsOf(source, settings)).catch((error: unknown) => {
      if (estimateOnly && error instanceof InputError) return null;
      throw error;
    });
    const planned = await plannedStudies(model, source, subjects, settings);
    await model?.close();
    studies.push(...planned);
    if (planned.every(({ missing }) => missing.items === 0)) continue;
    settings.onProgress?.(`measuring a step of ${source.label}`);
    const measure = model === null ? measureArchitecture : measureStep;
    steps.set(source.label, await measure(settingsOf(source, settings), settings));
  }
  // Data set by data set, as the paper has it.
  const ordered = subjects.flatMap(({ kind }) => studies.filter(({ dataset }) => dataset === kind));
  return { studies: ordered, selections, steps };
}

/** Seconds that a cost takes with steps as measured, `workers` side by side. */
export function secondsFor(
  { forwards, gradientSteps }: Cost,
  { forwardMilliseconds, gradientMilliseconds }: MeasuredStep,
  workers: number,
): number {
  return (forwards * forwardMilliseconds + gradientSteps * gradientMilliseconds) / 1000 / workers;
}

async function usedSubject(
  { kind, root }: DataSource,
  selection: SelectionOutcome,
  settings: ReproduceSettings,
): Promise<Subject> {
  const objects = selection.objects.filter(({ used }) => used).map(({ object }) => object);
  const dataset = await openDataset(kind, { root: root ?? undefined, objects }, settings.onNote);
  const samples = await chosenSamples(paperStudy(settings), dataset, settings.onNote);
  const digests = await contentDigests(samples);
  return { kind, objects: dataset.objects, count: samples.length, opened: { dataset, samples, digests } };
}

function publishedSubject({ kind }: DataSource, { samplesPerObject }: ReproduceSettings): Subject {
  const counts = Object.entries(publishedPictures(kind));
  const taken = counts.map(([, count]) => Math.min(count, samplesPerObject ?? count));
  return {
    kind,
    objects: counts.map(([object]) => object),
    count: taken.reduce((sum, count) => sum + count, 0),
    opened: null,
  };
}

async function plannedStudies(
  model: OpenModel | null,
  source: ModelSource,
  subjects: readonly Subject[],
  settings: ReproduceSettings,
): Promise<PlannedStudy[]> {
  const digest = await model?.checkpoint.digest();
  const studies: PlannedStudy[] = [];
  for (const { kind, objects, count, opened } of subjects) {
    for (const config of studiesOf(settings)) {
      const folder = studyFolder(kind, source.label, config.strategy);
      const total = timesCost(addCosts(experimentsOf(config).map(costOf)), count);
      const missing =
        digest === undefined || opened === null
          ? total
          : await missingCost(join(settings.runFolder, folder), opened, digest, config);
      const pictures = opened?.dataset ?? null;
      studies.push({
        dataset: kind,
        source,
        config,
        folder,
        pictures,
        objects,
        samples: count,
        total,
        missing,
      });
    }
  }
  return studies;
}

async function missingCost(
  folder: string,
  { dataset, samples, digests }: NonNullable<Subject["opened"]>,
  modelDigest: string,
  config: StudyConfig,
): Promise<Cost> {
  const plan = planStudy(config, samples, planContext(config, dataset, modelDigest, digests));
  const records = await readRecords(folder);
  return addCosts(plan.filter(({ key }) => !records.has(key)).map(({ experiment }) => costOf(experiment)));
}
