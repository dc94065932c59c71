// A study: prepare, run, summarise; nothing else.

import { join } from "node:path";
import { OWN_SIZE, type SizesOf, sameSize } from "../core/acting-size.ts";
import { givesMaps } from "../core/detector-facts.ts";
import { InputError } from "../core/errors.ts";
import type { Dataset } from "../data/dataset.ts";
import { refuseReadFolder } from "../data/read-folders.ts";
import type { DetectorSettings } from "../detector/source.ts";
import { JOURNAL_FILE, type Journal, openJournal } from "../results/journal.ts";
import { keepStudy } from "../results/kept-study.ts";
import { placeQuestion } from "../results/questions.ts";
import type { ItemRecord } from "../results/record.ts";
import { checkFolder, claimFolder, refuseForeign } from "../results/run-folder.ts";
import type { FailedItem, RunSummary } from "../results/schema.ts";
import { askedOf } from "./asked.ts";
import type { AskedFacts } from "./compare-baseline.ts";
import type { StudyConfig } from "./config.ts";
import { openDriftCheck } from "./drift.ts";
import { finishedSummary } from "./finished.ts";
import { inProcessRunner } from "./in-process.ts";
import { type OpenedChain, openDetectorChain } from "./open-chain.ts";
import { planRound, recordKey, type WorkItem } from "./plan.ts";
import { type PreparationSettings, type PreparedStudy, prepareStudy } from "./prepare.ts";
import { provenanceOf } from "./provenance.ts";
import { bytesOfMaps, checkRoom } from "./room.ts";
import { type Runner, type RunProgress, runPlan } from "./run.ts";
import { summarise } from "./summarise.ts";

/** What a map may have where it is the picture's own size, for the room that maps take. */
const LARGEST = { width: OWN_SIZE, height: OWN_SIZE };

/** The detectors of its workers run side by side, one engine each. */
export interface StudySurroundings extends PreparationSettings {
  readonly runFolder: string;
  readonly workers: number;
  /** Where items are computed, if not in this process. */
  readonly remote?: Remote;
  readonly clock: () => number;
  readonly onProgress?: (progress: RunProgress) => void;
  /** Hears what is asked of which pictures before anything is computed; it may refuse the study by throwing. */
  readonly onAsked?: (study: AskedFacts) => void;
  /** The study as a file, where a command line asks for it; kept beside its results. */
  readonly studyText?: string;
}

/** Makes the runner of a study whose items are computed by other processes. */
export type Remote = (facts: StudyFacts) => Runner;

/** What computing a study's items in other processes takes, besides the items. */
export interface StudyFacts {
  readonly runFolder: string;
  readonly datasetKind: string;
  /** How the detector is opened; files in it are named as they are here. */
  readonly detector: DetectorSettings;
  readonly detectorDigest: string;
  /** The provider that this process's engine uses. */
  readonly provider: string;
  /** Values of a map; null where that depends on the picture, 0 of a detector that gives image scores alone. */
  readonly mapValues: number | null;
}

export interface StudyResult {
  readonly summary: RunSummary;
  /** False where an earlier call had done everything and its summary was taken. */
  readonly fresh: boolean;
  /** Where its results and report go: the run folder, or that of this study in it. */
  readonly folder: string;
  readonly plan: readonly WorkItem[];
  /** By key: every item of the plan has one. */
  readonly records: ReadonlyMap<string, ItemRecord>;
}

/**
 * Runs what is missing of a study in its run folder and summarises it. A second call with nothing to do computes
 * nothing. Throws InputError, UsageError, CancelledError.
 */
export async function runStudy(
  config: StudyConfig,
  dataset: Dataset,
  surroundings: StudySurroundings,
): Promise<StudyResult> {
  const { runFolder, data } = surroundings;
  await refuseReadFolder(runFolder, dataset.kind, data);
  await refuseForeign(runFolder);
  const study = await prepareStudy(config, dataset, surroundings);
  const opened: OpenedChain[] = [study];
  try {
    const { digest } = study.detector;
    const identity = { faultline: "run", dataset: dataset.kind, detector: digest } as const;
    await checkFolder(runFolder, identity);
    const journal = await openJournal(runFolder, {
      claim: () => claimFolder(runFolder, identity),
      isOwn: (record) => record.key === recordKey(record, dataset.kind),
    });
    try {
      const { records } = journal;
      noteDamaged(journal, runFolder, surroundings.onNote);
      const first = planRound(study, records);
      const question = askedOf(study, first);
      const { clock, onAsked, onNote, onProgress, signal, studyText } = surroundings;
      onAsked?.({ asked: question.asked, provenance: provenanceOf(study, first, records) });
      const { folder } = await placeQuestion(runFolder, question);
      if (studyText !== undefined) await keepStudy(folder, studyText);
      const checkDrift = await openDriftCheck(runFolder, study.detector);
      const { map } = study.chain.sizes(LARGEST);
      const bytes = givesMaps(study.detector) ? bytesOfMaps(first, records, map) : 0;
      await checkRoom(runFolder, bytes, onNote);
      const outcome = await runPlan(study, {
        ...{ runFolder, journal, clock, runner: runnerOf(study, surroundings, opened) },
        ...(onProgress === undefined ? {} : { onProgress }),
        ...(signal === undefined ? {} : { signal }),
      });
      const { items, failed } = outcome;
      await checkDrift();
      // Now the keys of what was planned on the way are known too.
      await placeQuestion(runFolder, askedOf(study, items));
      const provenance = provenanceOf(study, items, records);
      const finished =
        outcome.missing === 0 ? await finishedSummary(folder, provenance, studyText) : undefined;
      if (finished !== undefined) return { summary: finished, fresh: false, folder, plan: items, records };
      const whole = withoutFailed(items, failed);
      const summary = await summarise(study, whole, records, { runFolder, provenance, failed });
      return { summary, fresh: true, folder, plan: whole, records };
    } finally {
      await journal.close();
    }
  } finally {
    for (const chain of opened) await chain.close();
  }
}

/** Says which lines of a journal were left out: what they held is computed again where the study needs it. */
function noteDamaged(
  { damaged }: Pick<Journal, "damaged">,
  runFolder: string,
  onNote: StudySurroundings["onNote"],
): void {
  if (damaged.length === 0) return;
  const shown = `${damaged.slice(0, 3).join(", ")}${damaged.length > 3 ? ", …" : ""}`;
  onNote?.(
    `${join(runFolder, JOURNAL_FILE)}: ${damaged.length === 1 ? "a damaged line is" : `${damaged.length} damaged lines are`} left out (line ${shown}); what they held is computed again where it is needed`,
  );
}

/** `opened` takes the detectors that are opened for more workers, to be closed in the end. */
function runnerOf(
  { chain, opened: settings, detector, preset, acting, datasetKind }: PreparedStudy,
  { remote, workers, clock, runFolder }: StudySurroundings,
  opened: OpenedChain[],
): Runner {
  if (remote !== undefined)
    return remote({
      ...{ runFolder, datasetKind, detector: settings, detectorDigest: detector.digest },
      ...{ provider: detector.engine.provider, mapValues: mapValuesOf(detector, chain.sizes) },
    });
  let count = 0;
  return inProcessRunner({
    ...{ datasetKind, workers, clock },
    openChain: async () => {
      if (count++ === 0) return chain;
      const another = await openDetectorChain(settings, preset, acting);
      opened.push(another);
      if (another.detector.digest !== detector.digest)
        throw new InputError(`${another.detector.name} became another detector while the study was begun`);
      return another.chain;
    },
  });
}

/** Values of the maps of a detector, where all of its maps have as many. */
function mapValuesOf(detector: PreparedStudy["detector"], sizesOf: SizesOf): number | null {
  if (!givesMaps(detector)) return 0;
  const [square, wide] = [LARGEST, { width: LARGEST.width, height: 256 }].map((size) => sizesOf(size).map);
  if (square === undefined || wide === undefined || !sameSize(square, wide)) return null;
  return square.width * square.height;
}

/** The items of the samples that none failed of: what is pooled is pooled over the same samples. */
function withoutFailed(items: readonly WorkItem[], failed: readonly FailedItem[]): readonly WorkItem[] {
  if (failed.length === 0) return items;
  const lost = new Set(failed.map(({ sample }) => sample));
  const whole = items.filter(({ sample }) => !lost.has(sample.id));
  if (whole.length === 0) throw new InputError(`every sample failed, the first with: ${failed[0]?.error}`);
  return whole;
}
