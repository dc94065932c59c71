// Pictures that are in two sets at once, by what they hold: a threshold chosen from an evaluated picture would flatter.

import { stat } from "node:fs/promises";
import { present, unreadableFile } from "../core/errors.ts";
import { fileDigest } from "../core/file-digest.ts";
import { fileBehind } from "../core/link-text.ts";
import type { Sample } from "./dataset.ts";

/** One picture that is in both sets. */
export interface Overlap {
  readonly evaluated: Sample;
  readonly other: Sample;
}

/** Files read at a time. */
const AT_ONCE = 8;

/**
 * The pairs of samples that are one picture, in the order of `evaluated`: files of the same bytes, whatever their names;
 * of pictures in memory, those of the same digest. Hashes only files whose size occurs on both sides; InputError naming
 * one that cannot be read.
 */
export async function overlapOf(
  evaluated: readonly Sample[],
  others: readonly Sample[],
): Promise<readonly Overlap[]> {
  const [sizes, otherSizes] = [await mapped(evaluated, sizeOf), await mapped(others, sizeOf)];
  const [known, otherKnown] = [new Set(sizes), new Set(otherSizes)];
  const suspects = evaluated.filter((_, index) => otherKnown.has(present(sizes[index], "size")));
  const otherSuspects = others.filter((_, index) => known.has(present(otherSizes[index], "size")));
  const digests = await mapped(otherSuspects, contentOf);
  const byDigest = new Map<string, Sample[]>();
  for (const [index, other] of otherSuspects.entries()) {
    const digest = present(digests[index], other.id);
    byDigest.set(digest, [...(byDigest.get(digest) ?? []), other]);
  }
  const found = await mapped(suspects, contentOf);
  return suspects.flatMap((sample, index) =>
    (byDigest.get(present(found[index], sample.id)) ?? []).map((other) => ({ evaluated: sample, other })),
  );
}

/**
 * SHA-256 of the samples' picture files, by id; those of pictures in memory, which no file holds, are left out. InputError
 * naming a file that cannot be read.
 */
export async function pictureDigests(samples: readonly Sample[]): Promise<ReadonlyMap<string, string>> {
  const ofFiles = samples.flatMap(({ id, files }) =>
    files === undefined ? [] : [{ id, path: files.image }],
  );
  const digests = await mapped(ofFiles, ({ path }) => fileDigest(path));
  return new Map(ofFiles.map(({ id }, index) => [id, present(digests[index], id)]));
}

/** Bytes of a sample's picture; one size for all that lie in memory. */
async function sizeOf({ files }: Sample): Promise<number> {
  if (files === undefined) return -1;
  try {
    return (await stat(await fileBehind(files.image))).size;
  } catch (error) {
    throw unreadableFile(files.image, error);
  }
}

async function contentOf(sample: Sample): Promise<string> {
  const { files } = sample;
  return files === undefined ? `drawn ${await sample.digest()}` : await fileDigest(files.image);
}

async function mapped<From, To>(values: readonly From[], map: (value: From) => Promise<To>): Promise<To[]> {
  const all: To[] = [];
  for (let first = 0; first < values.length; first += AT_ONCE)
    all.push(...(await Promise.all(values.slice(first, first + AT_ONCE).map(map))));
  return all;
}
