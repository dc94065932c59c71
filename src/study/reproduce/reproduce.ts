// Everything the paper shows, study by study: what is missing is run, what is there is taken.

import { join } from "node:path";
import { present } from "../../core/errors.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { Reproduction, Strip, StudyEntry } from "../../results/reproduction.ts";
import type { RunSummary } from "../../results/schema.ts";
import { PUBLISHED_STRATEGY } from "../../search/registry.ts";
import { runStudy, type StudyResult } from "../study.ts";
import { version } from "../version.ts";
import type { PlannedStudy, ReproductionPlan } from "./plan.ts";
import { type ReproduceSettings, settingsOf } from "./settings.ts";
import { writeStrip } from "./strip.ts";

/**
 * Runs what a plan is missing. `onStudy` hears of every finished study, so that its own report can be written.
 * All experiments of a data set and a backbone are one study, so that figures and tables share their work: no sample
 * is searched twice over the same shifts. Throws InputError, CancelledError.
 */
export async function reproduce(
  { studies, selections }: ReproductionPlan,
  settings: ReproduceSettings,
  onStudy: (folder: string, summary: RunSummary, fresh: boolean) => Promise<void>,
): Promise<Reproduction> {
  const entries: StudyEntry[] = [];
  const best: StudyEntry[] = [];
  let strip: Strip | null = null;
  for (const [index, study] of studies.entries()) {
    const pictures = present(study.pictures, `pictures of ${study.dataset}`);
    const result = await runPlanned(study, pictures, `study ${index + 1} of ${studies.length}`, settings);
    await onStudy(join(settings.runFolder, study.folder), result.summary, result.fresh);
    const entry: StudyEntry = {
      dataset: study.dataset,
      model: study.source.label,
      folder: study.folder,
      summary: result.summary,
    };
    if (study.config.strategy !== PUBLISHED_STRATEGY) {
      best.push(entry);
      continue;
    }
    entries.push(entry);
    strip ??= await writeStrip(settings.runFolder, study.folder, result, {
      dataset: study.dataset,
      model: study.source.label,
    });
  }
  const { samplesPerObject, budget } = settings;
  return {
    schema: 2,
    version: version(),
    studies: entries,
    best,
    selections,
    strip,
    shortcuts: { samplesPerObject, budget },
  };
}

function runPlanned(
  { dataset, source, config, folder }: PlannedStudy,
  pictures: Dataset,
  place: string,
  settings: ReproduceSettings,
): Promise<StudyResult> {
  const { runFolder, workers, elsewhere, clock, signal, onProgress } = settings;
  return runStudy(config, pictures, {
    runFolder: join(runFolder, folder),
    model: settingsOf(source, settings),
    workers,
    ...(elsewhere === undefined ? {} : { elsewhere: elsewhere({ root: pictures.root }) }),
    clock,
    onProgress: (progress) =>
      onProgress?.(`${place}, ${dataset} with ${source.label} by ${config.strategy}`, progress),
    ...(signal === undefined ? {} : { signal }),
  });
}
