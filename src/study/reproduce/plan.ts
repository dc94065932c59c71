// The plan of a reproduction: which studies, how much of each is missing, and how long that takes on this device.

import { join } from "node:path";
import { InputError, present } from "../../core/errors.ts";
import type { Dataset, Sample } from "../../data/dataset.ts";
import { refuseReadFolder } from "../../data/read-folders.ts";
import { openDataset } from "../../data/registry.ts";
import { readRecords } from "../../results/journal.ts";
import type { Experiment } from "../../results/record.ts";
import type { SelectionOutcome } from "../../results/reproduction.ts";
import { claimFolder } from "../../results/run-folder.ts";
import type { StudyConfig } from "../config.ts";
import { type OpenedChain, openDetectorChain } from "../open-chain.ts";
import { planRound, type StudiedSample } from "../plan.ts";
import { offeredRoles } from "../questions/question.ts";
import { parseAsk } from "../questions/registry.ts";
import { type ContentDigests, chosenSamples, contentDigests } from "../samples.ts";
import { addCosts, type Cost, costOf, lessCost, timesCost } from "./cost.ts";
import { type MeasuredStep, measureArchitecture, measureStep } from "./measure.ts";
import { publishedPictures } from "./published-pictures.ts";
import { selectFor } from "./select.ts";
import {
  type DataSource,
  detectorOf,
  type ModelSource,
  type ReproducedStudy,
  type ReproduceSettings,
  studiesOf,
  studyFolder,
} from "./settings.ts";

export interface PlannedStudy extends ReproducedStudy {
  readonly dataset: string;
  readonly source: ModelSource;
  /** Relative to the reproduction's folder. */
  readonly folder: string;
  /** The data set, opened with the objects used; null where published counts stand in for it. */
  readonly pictures: Dataset | null;
  readonly objects: readonly string[];
  readonly samples: number;
  readonly total: Cost;
  readonly missing: Cost;
  /** What the same would cost in searches that share nothing; null where they share nothing. */
  readonly plainly: Cost | null;
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
    const detector = detectorOf(source, settings);
    const opened = await openDetectorChain(detector, settings.preset).catch((error: unknown) => {
      if (estimateOnly && error instanceof InputError) return null;
      throw error;
    });
    const planned = await plannedStudies(opened, source, subjects, settings);
    await opened?.close();
    studies.push(...planned);
    if (planned.every(({ missing }) => missing.items === 0)) continue;
    settings.onProgress?.(`measuring a step of ${source.label}`);
    const measure = opened === null ? measureArchitecture : measureStep;
    steps.set(source.label, await measure(detector, settings));
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
  const samples = await chosenSamples(settings, dataset, settings.onNote);
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
  detector: OpenedChain | null,
  source: ModelSource,
  subjects: readonly Subject[],
  settings: ReproduceSettings,
): Promise<PlannedStudy[]> {
  const studies: PlannedStudy[] = [];
  for (const { kind, objects, count, opened } of subjects) {
    const samples = detector === null || opened === null ? null : await studiedSamples(opened, detector);
    for (const { strategy, config } of studiesOf(settings)) {
      const folder = studyFolder(kind, source.label, strategy);
      const total = timesCost(addCosts(experimentsOf(config).map(costOf)), count);
      const missing =
        samples === null
          ? total
          : lessCost(total, await doneCost(join(settings.runFolder, folder), kind, samples, config));
      const plain = independently(config);
      const plainly = plain === null ? null : timesCost(addCosts(experimentsOf(plain).map(costOf)), count);
      const pictures = opened?.dataset ?? null;
      studies.push({
        ...{ dataset: kind, source, strategy, config, folder, pictures, objects },
        ...{ samples: count, total, missing, plainly },
      });
    }
  }
  return studies;
}

async function studiedSamples(
  { dataset, samples, digests }: NonNullable<Subject["opened"]>,
  { chain }: OpenedChain,
): Promise<StudiedSample[]> {
  const studied: StudiedSample[] = [];
  for (const sample of samples) {
    const className = dataset.className(sample.object);
    const detector = await chain.digestOf(sample.object, className);
    studied.push({ sample, className, detector, ...present(digests.get(sample.id), sample.id) });
  }
  return studied;
}

/** What is done already of the items that are planned by now. */
async function doneCost(
  folder: string,
  datasetKind: string,
  samples: readonly StudiedSample[],
  { asks, seed, preset }: StudyConfig,
): Promise<Cost> {
  const records = await readRecords(folder);
  const plan = planRound({ asks: asks.map(parseAsk), samples, datasetKind, seed, preset }, records);
  return addCosts(plan.filter(({ key }) => records.has(key)).map(({ experiment }) => costOf(experiment)));
}

/** What is done with every sample in all. */
export function experimentsOf({ asks, seed, preset }: StudyConfig): Experiment[] {
  const sample = { id: "any", object: "any", defect: "any", anomalous: true };
  const parsed = asks.map(parseAsk);
  const view = {
    ...{ samples: [sample], calibration: [], seed, preset, offered: offeredRoles(parsed) },
    ...{ finished: () => undefined, record: () => undefined, decider: () => null },
  };
  return parsed.flatMap(
    ({ question, settings }) =>
      question.foreseen?.(settings, view) ??
      question.plan(settings, view).map(({ experiment }) => experiment),
  );
}

/** The same study of searches that share nothing; null where they share nothing already. */
function independently(config: StudyConfig): StudyConfig | null {
  const shares = config.asks.some(({ settings }) => isSharing(settings));
  if (!shares) return null;
  const asks = config.asks.map((ask) =>
    isSharing(ask.settings) ? { ...ask, settings: { ...ask.settings, searches: "independent" } } : ask,
  );
  return { ...config, asks };
}

function isSharing(settings: unknown): settings is { readonly searches: string } {
  return (
    typeof settings === "object" &&
    settings !== null &&
    "searches" in settings &&
    settings.searches === "shared"
  );
}
