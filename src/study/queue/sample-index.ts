// The pictures of an object that a work item may name: those that are evaluated, then those that thresholds are chosen
// from. What is not asked for is not listed.

import type { Dataset, Sample } from "../../data/dataset.ts";
import { trainingOf } from "../calibration.ts";

/** Finds a sample by its id; undefined where there is none. InputError where a folder cannot be listed. */
export type SampleIndex = (id: string) => Promise<Sample | undefined>;

/** The index of a data set's test, calibration and training samples of an object, in this order. */
export function openSampleIndex(dataset: Dataset, object: string): SampleIndex {
  const lists = [
    () => dataset.testSamples(object),
    async () => (await dataset.calibrationSamples?.(object)) ?? [],
    () => trainingOf(dataset, object),
  ];
  const listed: Promise<ReadonlyMap<string, Sample>>[] = [];
  return async (id) => {
    for (const [index, list] of lists.entries()) {
      listed[index] ??= list().then((samples) => new Map(samples.map((sample) => [sample.id, sample])));
      const found = (await listed[index]).get(id);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}
