// Everything the paper shows, study by study: what is missing is run, what is there is taken.

import { join, relative } from "node:path";
import { present } from "../../core/errors.ts";
import type { Dataset } from "../../data/dataset.ts";
import { keepStudy } from "../../results/kept-study.ts";
import { placeQuestion, type QuestionPlace } from "../../results/questions.ts";
import type { Reproduction, Shortcuts, Strip, StudyEntry } from "../../results/reproduction.ts";
import type { RunSummary } from "../../results/schema.ts";
import { PUBLISHED_STRATEGY } from "../../search/registry.ts";
import { paperBox } from "../../shift/registry.ts";
import { picturesWords } from "../asked.ts";
import { runStudy, type StudyResult } from "../study.ts";
import { version } from "../version.ts";
import { experimentsOf, type PlannedStudy, type ReproductionPlan } from "./plan.ts";
import { detectorOf, type ReproduceSettings } from "./settings.ts";
import { writeStrip } from "./strip.ts";

/**
 * Runs what a plan is missing; the reproduction, and the folder that its files go into. `onStudy` hears of every
 * finished study and its run folder, so that its own report can be written; what it gives back is the study's summary.
 * All experiments of a data set and a backbone are one study, so that figures and tables share their work: no sample
 * is searched twice over the same shifts. Throws InputError, CancelledError.
 */
export async function reproduce(
  plan: ReproductionPlan,
  settings: ReproduceSettings,
  onStudy: (runFolder: string, result: StudyResult) => Promise<RunSummary>,
): Promise<{ readonly reproduction: Reproduction; readonly folder: string }> {
  const { studies, selections } = plan;
  const { folder } = await placeReproduction(plan, settings);
  if (settings.studyText !== undefined) await keepStudy(folder, settings.studyText);
  const entries: StudyEntry[] = [];
  const best: StudyEntry[] = [];
  let strip: Strip | null = null;
  for (const [index, study] of studies.entries()) {
    const pictures = present(study.pictures, `pictures of ${study.dataset}`);
    const result = await runPlanned(study, pictures, `study ${index + 1} of ${studies.length}`, settings);
    const studyFolder = join(settings.runFolder, study.folder);
    const summary = await onStudy(studyFolder, result);
    const entry: StudyEntry = {
      dataset: study.dataset,
      model: study.source.label,
      folder: relative(folder, result.folder),
      summary,
    };
    if (study.strategy !== PUBLISHED_STRATEGY) {
      best.push(entry);
      continue;
    }
    entries.push(entry);
    strip ??= await writeStrip(folder, studyFolder, result, {
      ...{ dataset: study.dataset, model: study.source.label, aspect: settings.aspect },
    });
  }
  const { samplesPerObject, budget } = settings;
  const shortcuts = { samplesPerObject, budget };
  const reproduction: Reproduction = {
    ...{ schema: 3, version: version(), studies: entries, best, selections, strip, shortcuts },
  };
  return { reproduction, folder };
}

/** A first look, other backbones or other objects are another question than the whole. */
async function placeReproduction(
  { studies }: ReproductionPlan,
  { runFolder, samplesPerObject, budget, aspect }: ReproduceSettings,
): Promise<QuestionPlace> {
  const shortcuts = { samplesPerObject, budget };
  const asked = {
    shortcuts,
    studies: studies.map(({ dataset, source, config, objects }) => ({
      ...{ dataset, model: source.label, objects, preset: config.preset, aspect },
      experiments: experimentsOf(config),
    })),
  };
  const names = studies.map(({ dataset, source }) => `${dataset} with ${source.label}`);
  const title = [...new Set(names), firstLookWords(shortcuts)].join(", ");
  const shifts = paperBox().map(({ facts }) => facts);
  return await placeQuestion(runFolder, { title, asked, keys: [], shifts });
}

function firstLookWords({ samplesPerObject, budget }: Shortcuts): string {
  return `${picturesWords(samplesPerObject)}, ${budget === null ? "the paper's budget" : `budget ${budget}`}`;
}

function runPlanned(
  { dataset, source, strategy, config, folder }: PlannedStudy,
  pictures: Dataset,
  place: string,
  settings: ReproduceSettings,
): Promise<StudyResult> {
  const { runFolder, workers, remote, clock, signal, onProgress } = settings;
  return runStudy(config, pictures, {
    runFolder: join(runFolder, folder),
    data: { root: pictures.root },
    detector: detectorOf(source, settings),
    workers,
    // The paper shifts the colours of grey objects too.
    greyColour: "note",
    ...(remote === undefined ? {} : { remote: remote({ root: pictures.root }) }),
    clock,
    onProgress: (progress) =>
      onProgress?.(`${place}, ${dataset} with ${source.label} by ${strategy}`, progress),
    ...(signal === undefined ? {} : { signal }),
  });
}
