// The samples that a study takes, and what its results depend on of each.

import { InputError, present } from "../core/errors.ts";
import type { Dataset, OnNote, Sample } from "../data/dataset.ts";
import { openDoubts } from "../data/doubts.ts";
import { subsetGaps, takeSamples } from "../data/subset.ts";
import type { StudyConfig } from "./config.ts";

const FILES_AT_ONCE = 8;

/**
 * The test samples that a study takes of each object; `onNote` hears which metrics and defects they cannot show.
 * InputError for an object without any.
 */
export async function chosenSamples(
  { samplesPerObject, seed }: Pick<StudyConfig, "samplesPerObject" | "seed">,
  dataset: Dataset,
  onNote: OnNote = () => {},
): Promise<Sample[]> {
  const chosen: Sample[] = [];
  const objectsByGap = new Map<string, string[]>();
  for (const object of dataset.objects) {
    const samples = await dataset.testSamples(object);
    if (samples.length === 0) throw new InputError(`missing test pictures of ${object} in ${dataset.root}`);
    const taken = takeSamples(samples, samplesPerObject ?? samples.length, seed);
    for (const gap of subsetGaps(samples, taken)) {
      objectsByGap.set(gap, [...(objectsByGap.get(gap) ?? []), object]);
    }
    for (const sample of taken) chosen.push(sample);
  }
  for (const [gap, objects] of objectsByGap) onNote(`${objects.join(", ")}: ${gap}`);
  return chosen;
}

/** Notes, before anything is computed, what is doubtful about the samples' files. */
export async function noteDoubts(
  samples: readonly Sample[],
  { reading = {} }: Dataset,
  { onNote, signal }: { readonly onNote?: OnNote; readonly signal?: AbortSignal },
): Promise<void> {
  if (onNote === undefined) return;
  const doubts = openDoubts(reading);
  await doubts.inspect(
    samples.flatMap(({ files }) => files ?? []),
    signal,
  );
  for (const line of doubts.notes()) onNote(line);
}

/** What a sample's files hold. */
export interface ContentDigest {
  /** SHA-256 of picture and mask. */
  readonly content: string;
  /** SHA-256 of the region that counts nowhere; null without one. */
  readonly region: string | null;
}

/** By the sample's id, in the order of the samples. */
export type ContentDigests = ReadonlyMap<string, ContentDigest>;

/** Reads every sample's files once, a few at a time; throws InputError naming a file that cannot be read. */
export async function contentDigests(samples: readonly Sample[]): Promise<ContentDigests> {
  const digests = new Map<string, ContentDigest>();
  for (let first = 0; first < samples.length; first += FILES_AT_ONCE) {
    const some = samples.slice(first, first + FILES_AT_ONCE);
    const found = await Promise.all(some.map(digestOf));
    for (const [index, { id }] of some.entries()) digests.set(id, present(found[index], id));
  }
  return digests;
}

async function digestOf(sample: Sample): Promise<ContentDigest> {
  return { content: await sample.digest(), region: (await sample.regionDigest?.()) ?? null };
}
