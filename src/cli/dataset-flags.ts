// Which pictures a command reads: the flags, and the data set opened from them.

import { resolve } from "node:path";
import { z } from "zod";
import type { Dataset } from "../data/dataset.ts";
import type { DatasetOptions, DemoPictures } from "../data/options.ts";
import { DATASETS, openDataset } from "../data/registry.ts";
import { PICTURE_FORMATS } from "../image/formats.ts";
import { statedRules } from "../image/rules.ts";
import type { Surroundings } from "./command.ts";
import { withNames } from "./flag-facts.ts";
import { noted } from "./noted.ts";
import { countFlag, flagName, listFlag } from "./options.ts";
import { readingFlags } from "./reading-flags.ts";

export const datasetFlags: typeof readingFlags & {
  dataset: z.ZodString;
  root: z.ZodOptional<z.ZodString>;
  objects: z.ZodOptional<z.ZodType<string[]>>;
  class: z.ZodOptional<z.ZodString>;
  normalDir: z.ZodOptional<z.ZodString>;
  abnormalDir: z.ZodOptional<z.ZodString>;
  maskDir: z.ZodOptional<z.ZodString>;
  trainDir: z.ZodOptional<z.ZodString>;
  ignore: z.ZodOptional<z.ZodString>;
  calibration: z.ZodOptional<z.ZodString>;
  samples: z.ZodOptional<z.ZodType<number>>;
  seed: z.ZodOptional<z.ZodType<number>>;
} = {
  dataset: withNames(z.string(), () => Object.keys(DATASETS)).describe("mvtec, visa, folder or demo"),
  root: z
    .string()
    .optional()
    .describe(`the data set's folder (not for demo); pictures are ${PICTURE_FORMATS}`),
  objects: listFlag().optional().describe("comma-separated objects (default: all)"),
  class: z.string().optional().describe("class name of a folder data set"),
  normalDir: z.string().optional().describe("folder data set: normal pictures"),
  abnormalDir: z.string().optional().describe("folder data set: anomalous pictures"),
  maskDir: z.string().optional().describe("folder data set: masks"),
  trainDir: z.string().optional().describe("folder data set: normal pictures for training (default: none)"),
  ignore: z
    .string()
    .optional()
    .describe(
      "mask of pixels that count nowhere: a file for all pictures, or a folder of masks of their names",
    ),
  calibration: z
    .string()
    .optional()
    .describe("good pictures that thresholds are chosen from: DIR, or DIR/OBJECT for several objects"),
  samples: countFlag("samples")
    .optional()
    .describe("test pictures per object, starting with a defective one (default: all)"),
  seed: countFlag("seed", 0).optional().describe("seed (default 0)"),
  ...readingFlags,
};

/** The demo's pictures are no flag: a command says of how many it has use. */
type DatasetFlags = z.output<z.ZodObject<typeof datasetFlags>> & DemoPictures;

/** Of the demo as many as a verdict needs that is to accept 2% of escapes and 5% of false rejects: 150 defective and 60 good ones of an object. */
const JUDGED_PICTURES: DemoPictures = { demoGood: 60, demoPerDefect: 30 };

/** The flags of a command that gives verdicts: on the demo there are enough pictures for them, of which --samples takes some. */
export function withJudgedPictures<Flags extends Pick<DatasetFlags, "dataset">>(
  flags: Flags,
): Flags & DemoPictures {
  return flags.dataset === "demo" ? { ...flags, ...JUDGED_PICTURES } : flags;
}

/** The data set that the flags name, its reader's notes printed; UsageError or InputError where it is not there. */
export async function datasetFromFlags(
  flags: DatasetFlags,
  { cwd, note }: Pick<Surroundings, "cwd" | "note">,
): Promise<Dataset> {
  return await openDataset(flags.dataset, datasetOptions(flags, cwd), noted(note));
}

/** Where the flags say the data set is, and which of its objects. */
export function datasetOptions(
  flags: Omit<DatasetFlags, "dataset" | "samples" | "seed">,
  cwd: string,
): DatasetOptions {
  return {
    root: flags.root === undefined ? undefined : resolve(cwd, flags.root),
    objects: flags.objects,
    className: flags.class,
    normalDir: flags.normalDir,
    abnormalDir: flags.abnormalDir,
    maskDir: flags.maskDir,
    trainDir: flags.trainDir,
    ignore: flags.ignore === undefined ? undefined : resolve(cwd, flags.ignore),
    calibration: flags.calibration === undefined ? undefined : resolve(cwd, flags.calibration),
    demoGood: flags.demoGood,
    demoPerDefect: flags.demoPerDefect,
    ...statedRules(flags),
  };
}

/** The words of a command line that say the same of a data set, but for how its files are read. */
export function datasetWords(kind: string, options: DatasetOptions): string[] {
  const { root, objects, className, ...folders } = options;
  const words: Readonly<Record<string, string | undefined>> = {
    ...{ dataset: kind, root, objects: objects?.join(","), class: className },
    ...{ normalDir: folders.normalDir, abnormalDir: folders.abnormalDir, maskDir: folders.maskDir },
    ...{ trainDir: folders.trainDir, ignore: folders.ignore },
    calibration: folders.calibration,
  };
  return Object.entries(words).flatMap(([key, value]) => (value === undefined ? [] : [flagName(key), value]));
}
