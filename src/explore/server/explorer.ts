// What the server serves: a detector, a data set and finished runs, opened together and asked through one line.

import { realpath } from "node:fs/promises";
import { basename, isAbsolute, join, normalize } from "node:path";
import { type ActingSize, sizeFact } from "../../core/acting-size.ts";
import { givesMaps } from "../../core/detector-facts.ts";
import { sha256 } from "../../core/digest.ts";
import type { PresetName } from "../../core/preset.ts";
import { rangesOf, type ShiftRanges } from "../../core/shift.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { Detector } from "../../detector/detector.ts";
import { decodeImage, encodePng } from "../../image/codec.ts";
import { pixelAuroc } from "../../metrics/pixel-auroc.ts";
import { metricFacts } from "../../metrics/registry.ts";
import { openChain } from "../../objective/chain.ts";
import { criterionFor } from "../../objective/criteria/registry.ts";
import { drawFigures, type Figure } from "../../report/figures/index.ts";
import { placeNamed, readRun } from "../../results/questions.ts";
import type { RunSummary } from "../../results/schema.ts";
import { imageTransformer } from "../../shift/transformer.ts";
import { type Catalogue, openCatalogue } from "../catalogue.ts";
import { criterionViews, strategyViews, wholeBox } from "../known.ts";
import { type Laboratory, type LabSample, openLaboratory } from "../laboratory.ts";
import type { CriterionView, ExploreState, SearchDefaults } from "../protocol.ts";
import { picturesOf } from "../run-view.ts";
import { openWaitingLine, type WaitingLine } from "../waiting-line.ts";
import { questionForms } from "./question-forms.ts";
import { findSample } from "./samples.ts";
import { openUploads, UPLOAD_BYTES, type Uploads } from "./uploads.ts";

/** Computations that may wait; more are refused. */
const WAITING = 128;

export interface OpenRun {
  readonly id: string;
  readonly name: string;
  readonly summary: RunSummary;
  /** Drawn when they are asked for. */
  figures(): readonly Figure[];
  /** A picture of the run folder that an answer names, as PNG; null where none is named so, InputError for no picture. */
  picture(name: string): Promise<Uint8Array | null>;
}

export interface Explorer {
  readonly state: ExploreState;
  readonly catalogue: Catalogue;
  readonly laboratory: Laboratory;
  readonly uploads: Uploads;
  readonly line: WaitingLine;
  /** By id. */
  readonly runs: ReadonlyMap<string, OpenRun>;
  find(sample: string): LabSample | undefined;
  close(): Promise<void>;
}

export interface ExplorerSettings {
  /** Closed with the explorer. */
  readonly detector: Detector;
  readonly dataset: Dataset;
  readonly preset: PresetName;
  /** Where shifts act. */
  readonly acting: ActingSize;
  /** How far shifts go; those that are not named take their full range. */
  readonly ranges: ShiftRanges;
  readonly search: SearchDefaults;
  readonly runs: readonly OpenRun[];
  /** The flags that say the detector, and how pictures are read, in a command line. */
  readonly words: readonly string[];
  /** The flags that say the data set besides. */
  readonly datasetWords: readonly string[];
}

/** Opens an explorer of whatever is registered. */
export async function openExplorer(settings: ExplorerSettings): Promise<Explorer> {
  const { detector, dataset, preset, acting, ranges, search, runs, words, datasetWords } = settings;
  const chain = openChain({ detector, preset, pixelAuroc, acting });
  const line = openWaitingLine(WAITING);
  const box = wholeBox(ranges);
  const catalogue = await openCatalogue(dataset, ({ id }) => sha256(`${dataset.kind} ${id}`).slice(0, 24));
  const said = [...words, ...(preset === "paper" ? [] : ["--preset", preset])];
  const uploads = openUploads({
    ...{ sizesOf: chain.sizes, words: said, reading: dataset.reading ?? {} },
  });
  const actingWords = acting === "working" ? [] : ["--acting-size", String(acting)];
  const transform = imageTransformer(detector.engine);
  const mapped = givesMaps(detector);
  const criteria = criterionViews(mapped);
  return {
    state: {
      detector: detector.name,
      size: sizeFact(detector),
      acting,
      device: detector.engine.provider,
      dataset: dataset.kind,
      objects: catalogue.objects,
      defects: catalogue.defects,
      shifts: box.map(({ facts }) => facts),
      ranges: rangesOf(box),
      metrics: metricFacts(mapped),
      preset,
      criteria,
      strategies: strategyViews(),
      search: { ...search, criterion: usableCriterion(search.criterion, criteria) },
      questions: questionForms([...datasetWords, ...said, ...actingWords]),
      upload: { maximalBytes: UPLOAD_BYTES, classes: null },
      runs: runs.map(({ id, name }) => ({ id, name })),
    },
    catalogue,
    laboratory: openLaboratory({ chain, transform, box, preset, seed: search.seed, line }),
    uploads,
    line,
    runs: new Map(runs.map((run) => [run.id, run])),
    find: (sample) => findSample(sample, { catalogue, uploads, dataset, words: said }),
    close: async () => {
      // The runtime must not be taken away from under a computation.
      await line.idle();
      await chain.close();
      await detector.close();
    },
  };
}

/** The criterion that a run was made with, where this detector has it. */
function usableCriterion(name: string, criteria: readonly CriterionView[]): string {
  return criteria.some((each) => each.name === name) ? name : criterionFor(false);
}

/** A finished run; InputError where the folder holds none. */
export async function openRun(folder: string): Promise<OpenRun> {
  const summary = await readRun(folder);
  const pictures = picturesOf(summary);
  let figures: readonly Figure[] | undefined;
  return {
    id: sha256(folder).slice(0, 12),
    name: await nameOf(folder),
    summary,
    figures: () => {
      figures ??= drawFigures(summary);
      return figures;
    },
    picture: async (name) => {
      const file = normalize(pictures.get(name) ?? "..");
      // A run folder may come from anywhere: it names files of its own alone.
      if (isAbsolute(file) || file.startsWith("..")) return null;
      const path = await ownFile((await placeNamed(folder)).runFolder, file);
      return path === null ? null : await encodePng(await decodeImage(path));
    },
  };
}

/** A file of a folder, no link on the way leading out of it; null where there is none. */
async function ownFile(folder: string, file: string): Promise<string | null> {
  const [root, path] = await Promise.all(
    [folder, join(folder, file)].map((each) => realpath(each).catch(() => "")),
  );
  return root && path?.startsWith(join(root, "/")) ? path : null;
}

/** The run folder's name, and of another question than its first the question's. */
async function nameOf(path: string): Promise<string> {
  const { runFolder, folder } = await placeNamed(path);
  return runFolder === folder ? basename(runFolder) : `${basename(runFolder)}, question ${basename(folder)}`;
}
