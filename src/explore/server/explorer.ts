// What the server serves: a model, a data set and finished runs, opened together and asked through one queue.

import { basename } from "node:path";
import { sha256 } from "../../core/digest.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { OpenModel } from "../../detector/winclip/open-model.ts";
import type { PipelineSpec } from "../../objective/fused.ts";
import { drawFigures, type Figure } from "../../report/figures/index.ts";
import { placeNamed, readRun } from "../../results/questions.ts";
import type { RunSummary } from "../../results/schema.ts";
import { STRATEGIES } from "../../search/registry.ts";
import { imageTransformer } from "../../shift/transformer.ts";
import { type Catalogue, openCatalogue } from "../catalogue.ts";
import { type Laboratory, type LabSample, openLaboratory } from "../laboratory.ts";
import type { ExploreState, SearchDefaults } from "../protocol.ts";
import { openTurns, type Turns } from "../waiting-line.ts";
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
}

export interface Explorer {
  readonly state: ExploreState;
  readonly catalogue: Catalogue;
  readonly laboratory: Laboratory;
  readonly uploads: Uploads;
  readonly turns: Turns;
  /** By id. */
  readonly runs: ReadonlyMap<string, OpenRun>;
  find(sample: string): LabSample | undefined;
  close(): Promise<void>;
}

export interface ExplorerSettings {
  readonly model: OpenModel;
  /** The flags that name the model in a command line. */
  readonly modelFlags: readonly string[];
  readonly dataset: Dataset;
  readonly spec: PipelineSpec;
  readonly search: SearchDefaults;
  readonly runs: readonly OpenRun[];
}

/** Opens an explorer; closing it closes the model. */
export async function openExplorer(settings: ExplorerSettings): Promise<Explorer> {
  const { model, modelFlags, dataset, spec, search, runs } = settings;
  const detector = model.detector(spec);
  const turns = openTurns(WAITING);
  const catalogue = await openCatalogue(dataset, ({ id }) => sha256(`${dataset.kind} ${id}`).slice(0, 24));
  const modelWords = [...modelFlags, ...pipelineFlags(spec)];
  const uploads = openUploads({
    ...{ workingSize: detector.workingSize, modelWords, reading: dataset.reading ?? {} },
  });
  return {
    state: {
      model: model.name,
      size: detector.size,
      device: model.engine.provider,
      dataset: dataset.kind,
      objects: catalogue.objects,
      defects: catalogue.defects,
      ranges: spec.ranges,
      preset: spec.preset,
      strategies: Object.keys(STRATEGIES),
      search,
      upload: { maximalBytes: UPLOAD_BYTES, classes: null },
      runs: runs.map(({ id, name }) => ({ id, name })),
    },
    catalogue,
    laboratory: openLaboratory({
      ...{ detector, spec, turns },
      transform: imageTransformer(model.engine, spec.ranges),
    }),
    uploads,
    turns,
    runs: new Map(runs.map((run) => [run.id, run])),
    find: (sample) => findSample(sample, { catalogue, uploads, dataset, modelWords }),
    close: async () => {
      // The runtime must not be taken away from under a computation.
      await turns.idle();
      await model.close();
    },
  };
}

/** A finished run; InputError where the folder holds none. */
export async function openRun(folder: string): Promise<OpenRun> {
  const summary = await readRun(folder);
  let figures: readonly Figure[] | undefined;
  return {
    id: sha256(folder).slice(0, 12),
    name: await nameOf(folder),
    summary,
    figures: () => {
      figures ??= drawFigures(summary);
      return figures;
    },
  };
}

/** The run folder's name, and of another question than its first the question's. */
async function nameOf(path: string): Promise<string> {
  const { runFolder, folder } = await placeNamed(path);
  return runFolder === folder ? basename(runFolder) : `${basename(runFolder)}, question ${basename(folder)}`;
}

/** What differs from `map`'s own choices. */
function pipelineFlags({ preset, aspect }: PipelineSpec): string[] {
  return [
    ...(preset === "paper" ? [] : ["--preset", preset]),
    ...(aspect === "squash" ? [] : ["--aspect", aspect]),
  ];
}
