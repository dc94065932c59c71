// Regions of pictures that count nowhere (`--ignore`): one mask for all pictures, one for an object, or one a picture.
// White, that is any value but 0, is excluded.

import { join, posix, resolve } from "node:path";
import { sha256 } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import { fileDigest } from "../core/file-digest.ts";
import type { Mask, PictureSize } from "../core/image.ts";
import { listed } from "../core/listed.ts";
import { decodeMask, pictureSize, readMasksOf } from "../image/codec.ts";
import { resizeMaskNearest } from "../image/resize.ts";
import { changedCalibration } from "./calibration.ts";
import type { Dataset, OnNote, Sample } from "./dataset.ts";
import { filesOfKind, MASKS } from "./file-kinds.ts";
import { clashMessage } from "./paired-folder.ts";
import { pairMasks } from "./pairing.ts";
import { kindOf } from "./walk.ts";

export interface IgnoredRegions {
  /** The samples of an object with `loadIgnored` and `regionDigest`, where there is a region of them. */
  of(samples: readonly Sample[], object: string, onNote: OnNote): Sample[];
}

/**
 * Regions from a file (for all pictures) or a folder: DIR/ID for a picture, by its path below the data set's root as
 * masks are paired (any ending, `_mask` or not), else DIR/OBJECT.png. InputError where nothing of the kind is there.
 * Loading a region throws InputError naming the file where its size is not the picture's (a file for several pictures
 * may have another size of the same shape, which is noted) or where it covers the whole picture.
 */
export async function openIgnored(path: string, onNote: OnNote = () => {}): Promise<IgnoredRegions> {
  const place = resolve(path);
  const found = await kindOf(place);
  if (found === "absent") throw new InputError(`missing --ignore ${place}: there is no such file or folder`);
  if (found === "unusable")
    throw new InputError(`invalid --ignore ${place}: it is a broken link or unreadable`);
  if (found === "file")
    return { of: (samples, _, note) => samples.map((sample) => withShared(sample, place, note)) };
  const files = (await filesOfKind(place, MASKS, { onNote })) ?? [];
  if (files.length === 0)
    throw new InputError(`invalid --ignore ${place}: it has no mask (${MASKS.formats})`);
  return { of: (samples, object, note) => fromFolder(place, files, samples, object, note) };
}

/** The data set whose samples carry their regions; how many of an object's have none is noted. */
export function withIgnoredRegions(dataset: Dataset, regions: IgnoredRegions, onNote: OnNote): Dataset {
  return {
    ...dataset,
    testSamples: async (object) => regions.of(await dataset.testSamples(object), object, onNote),
    // What training pictures lack is no news: references are few.
    trainSamples: async (object) => regions.of(await dataset.trainSamples(object), object, () => {}),
    ...changedCalibration(dataset, (samples, object) => regions.of(samples, object, () => {})),
  };
}

function fromFolder(
  folder: string,
  files: readonly string[],
  samples: readonly Sample[],
  object: string,
  onNote: OnNote,
): Sample[] {
  const { masksOf, ownerless, clashes } = pairMasks(
    samples.map(({ id }) => id),
    files,
  );
  const clash = clashes.find(({ of }) => of === "masks");
  if (clash !== undefined) throw new InputError(clashMessage(clash, "", folder));
  const shared = ofObject(folder, files, object);
  const places = new Set(samples.map(({ id }) => posix.dirname(id)));
  const strangers = ownerless.filter(
    (file) => places.has(posix.dirname(file)) && join(folder, file) !== shared,
  );
  if (strangers.length > 0) onNote(`${folder}: ${listed(strangers)} not read; no picture has the name`);
  const without = shared === undefined ? samples.filter(({ id }) => !masksOf.has(id)).length : 0;
  if (without > 0)
    onNote(
      `${folder}: no region of ${without} of ${samples.length} test pictures of ${object}, whose pixels all count (looked for ${object}.png and ${samples[0]?.id ?? ""})`,
    );
  return samples.map((sample) => {
    const own = masksOf.get(sample.id);
    if (own !== undefined)
      return withOwn(
        sample,
        own.map((file) => join(folder, file)),
      );
    return shared === undefined ? sample : withShared(sample, shared, onNote);
  });
}

/** The file of an object's own name; InputError where there are several. */
function ofObject(folder: string, files: readonly string[], object: string): string | undefined {
  const picture = `${object}.png`;
  const { masksOf, clashes } = pairMasks(
    [picture],
    files.filter((file) => !file.includes("/")),
  );
  const [clash] = clashes;
  if (clash !== undefined) throw new InputError(clashMessage(clash, "", folder));
  const file = masksOf.get(picture)?.[0];
  return file === undefined ? undefined : join(folder, file);
}

function withOwn(sample: Sample, paths: readonly string[]): Sample {
  return withRegion(sample, paths, async (size) => (await readMasksOf(paths, nameOf(sample), size)).mask);
}

function withShared(sample: Sample, path: string, onNote: OnNote): Sample {
  return withRegion(sample, [path], async ({ width, height }) => {
    const region = await decodeMask(path);
    if (region.width === width && region.height === height) return region;
    const sizes = `${region.width}×${region.height} pixels, but ${nameOf(sample)} has ${width}×${height}`;
    if (Math.round((region.height * width) / region.width) !== height)
      throw new InputError(`invalid region ${path}: ${sizes}, which is another shape`);
    onNote(`${path}: ${region.width}×${region.height} pixels, resized to the pictures' ${width}×${height}`);
    return resizeMaskNearest(region, width, height);
  });
}

function withRegion(
  sample: Sample,
  paths: readonly string[],
  read: (size: PictureSize) => Promise<Mask>,
): Sample {
  return {
    ...sample,
    loadIgnored: async () => {
      const region = await read(await sizeOf(sample));
      if (!region.data.includes(0))
        throw new InputError(`invalid region ${paths.join(", ")}: it covers all of ${nameOf(sample)}`);
      return region;
    },
    regionDigest: async () => sha256((await Promise.all(paths.map(fileDigest))).join(" ")),
  };
}

async function sizeOf({ files, loadMask }: Sample): Promise<PictureSize> {
  return files === undefined ? await loadMask() : await pictureSize(files.image);
}

function nameOf({ id, files }: Sample): string {
  return files?.image ?? id;
}
