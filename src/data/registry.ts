// Kinds of data sets: a file and a line each.

import { UsageError, unknownName } from "../core/errors.ts";
import { statedRules } from "../image/rules.ts";
import { changedCalibration, openCalibration } from "./calibration.ts";
import type { Dataset, OnNote, Sample } from "./dataset.ts";
import { pictureReadAs, readAs } from "./file-sample.ts";
import { openFolder } from "./folder.ts";
import { openIgnored, withIgnoredRegions } from "./ignored.ts";
import { openMvtec } from "./mvtec.ts";
import { type DatasetOptions, FOLDER_FLAGS, FOLDER_OPTIONS } from "./options.ts";
import { openDemoDataset } from "./synthetic/dataset.ts";
import { openVisa } from "./visa.ts";

type Reader = (options: DatasetOptions, onNote: OnNote) => Promise<Dataset>;

export const DATASETS: Readonly<Record<string, Reader>> = {
  demo: async ({ objects, demoGood, demoPerDefect }) =>
    openDemoDataset({
      ...(objects === undefined ? {} : { objects }),
      ...(demoGood === undefined ? {} : { testGood: demoGood }),
      ...(demoPerDefect === undefined ? {} : { testPerDefect: demoPerDefect }),
    }),
  folder: openFolder,
  mvtec: openMvtec,
  visa: openVisa,
};

/**
 * Opens a data set by kind; `onNote` hears once of each thing that is left unread. UsageError for an unknown kind or
 * folders named for a fixed layout, InputError for a root of another layout or regions that are not there.
 */
export async function openDataset(
  kind: string,
  options: DatasetOptions,
  onNote: OnNote = () => {},
): Promise<Dataset> {
  const open = Object.hasOwn(DATASETS, kind) ? DATASETS[kind] : undefined;
  if (open === undefined) throw new UsageError(unknownName("data set", kind, Object.keys(DATASETS)));
  if (kind !== "folder") refuseFolderFlags(kind, options);
  const note = onceEach(onNote);
  const opened = await withCalibration(await open(options, note), options, open, note);
  const dataset = readByRules(opened, options);
  if (options.ignore === undefined) return dataset;
  return withIgnoredRegions(dataset, await openIgnored(options.ignore, note), note);
}

/** The data set with the pictures that thresholds are chosen from, where a folder of such is named. */
async function withCalibration(
  dataset: Dataset,
  options: DatasetOptions,
  open: Reader,
  onNote: OnNote,
): Promise<Dataset> {
  const { calibration, objects: asked } = options;
  if (calibration === undefined) return dataset;
  const { objects: studied } = dataset;
  const { objects } = asked === undefined ? dataset : await open({ ...options, objects: undefined }, onNote);
  const folder = await openCalibration(calibration, { objects, studied }, onNote);
  return { ...dataset, calibrationSamples: (object) => folder.samplesOf(dataset, object) };
}

/** The data set with its files read by the rules that are stated; UsageError where it has no files. */
function readByRules(dataset: Dataset, options: DatasetOptions): Dataset {
  const reading = statedRules(options);
  if (Object.keys(reading).length === 0) return dataset;
  if (dataset.root === "")
    throw new UsageError(
      `invalid --white-level, --mask-threshold or --invert-masks: ${dataset.kind} pictures are drawn, not read from files`,
    );
  const read = (samples: readonly Sample[]): Sample[] => samples.map((sample) => readAs(sample, reading));
  return {
    ...{ ...dataset, reading },
    testSamples: async (object) => read(await dataset.testSamples(object)),
    testPictures: async (object) =>
      (await dataset.testPictures(object)).map((picture) => pictureReadAs(picture, reading)),
    trainSamples: async (object) => read(await dataset.trainSamples(object)),
    ...changedCalibration(dataset, read),
  };
}

function refuseFolderFlags(kind: string, options: DatasetOptions): void {
  for (const option of FOLDER_OPTIONS) {
    if (options[option] === undefined) continue;
    throw new UsageError(
      `invalid ${FOLDER_FLAGS[option]}: ${kind} has a layout of its own; use --dataset folder`,
    );
  }
}

/** Samples are listed more than once; each note is made once. */
function onceEach(onNote: OnNote): OnNote {
  const made = new Set<string>();
  return (line) => {
    if (made.has(line)) return;
    made.add(line);
    onNote(line);
  };
}
