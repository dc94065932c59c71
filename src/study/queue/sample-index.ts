// The pictures of an object that a work item may name: those that are evaluated, then those that thresholds are chosen
// from. What is not asked for is not listed.

import { InputError } from "../../core/errors.ts";
import type { Dataset, Sample } from "../../data/dataset.ts";

/** Finds a sample by its id; undefined where there is none. InputError where a folder cannot be listed. */
export type SampleIndex = (id: string) => Promise<Sample | undefined>;

/** The index of a data set's test, calibration and training samples of an object, in this order. */
export function openSampleIndex(dataset: Dataset, object: string): SampleIndex {
  const lists = [
    () => dataset.testSamples(object),
    async () => (await dataset.calibrationSamples?.(object)) ?? [],
    () => dataset.trainSamples(object).catch(noneWhereMissing),
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

/** The sample that is missing is what is wrong, not the training pictures that it may have been one of. */
function noneWhereMissing(error: unknown): readonly Sample[] {
  if (error instanceof InputError) return [];
  throw error;
}
