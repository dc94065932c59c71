// Kinds of data sets: a file and a line each.

import { UsageError, unknownName } from "../core/errors.ts";
import { statedRules } from "../image/rules.ts";
import type { Dataset, Sample } from "./dataset.ts";
import { readAs } from "./file-sample.ts";
import { openFolder } from "./folder.ts";
import { openMvtec } from "./mvtec.ts";
import type { DatasetOptions } from "./options.ts";
import { openDemoDataset } from "./synthetic/dataset.ts";
import { openVisa } from "./visa.ts";

export const DATASETS: Readonly<Record<string, (options: DatasetOptions) => Promise<Dataset>>> = {
  demo: async ({ objects }) => openDemoDataset(objects === undefined ? {} : { objects }),
  folder: openFolder,
  mvtec: openMvtec,
  visa: openVisa,
};

/** Opens a data set by kind; UsageError for an unknown kind, InputError for a root of another layout. */
export async function openDataset(kind: string, options: DatasetOptions): Promise<Dataset> {
  const open = Object.hasOwn(DATASETS, kind) ? DATASETS[kind] : undefined;
  if (open === undefined) throw new UsageError(unknownName("data set", kind, Object.keys(DATASETS)));
  const dataset = await open(options);
  const reading = statedRules(options);
  if (Object.keys(reading).length === 0) return dataset;
  if (dataset.root === "")
    throw new UsageError(
      `invalid --white-level, --mask-threshold or --invert-masks: ${kind} pictures are drawn, not read from files`,
    );
  const read = (samples: readonly Sample[]): Sample[] => samples.map((sample) => readAs(sample, reading));
  return {
    ...{ ...dataset, reading },
    testSamples: async (object) => read(await dataset.testSamples(object)),
    trainSamples: async (object) => read(await dataset.trainSamples(object)),
  };
}
