// A sample whose picture and mask are files.

import { relative, sep } from "node:path";
import { canonicalJson, sha256 } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import { fileDigest } from "../core/file-digest.ts";
import { emptyMask, isEmptyMask } from "../core/image.ts";
import { decodeImage, pictureSize, readMasksOf } from "../image/codec.ts";
import { type ReadingRules, statedRules } from "../image/rules.ts";
import type { Picture, Sample } from "./dataset.ts";

export interface FileSample {
  readonly root: string;
  readonly object: string;
  readonly defect: string;
  readonly imagePath: string;
  /** None for a normal or unmasked sample; several are parts of one mask. */
  readonly maskPaths: readonly string[];
  /** True of an anomalous picture that has no mask. */
  readonly unmasked?: boolean;
}

/** The sample of a picture and its masks; they are checked when they are loaded. */
export function fileSample({ unmasked = false, maskPaths, ...place }: FileSample): Sample {
  const files = { image: place.imagePath, masks: maskPaths };
  return {
    ...filePicture({ ...place, anomalous: unmasked || maskPaths.length > 0 }),
    ...(unmasked ? { unmasked: true } : {}),
    files,
    ...contentOf(files, unmasked, {}),
  };
}

/** The same sample, its files read by other rules; samples that are no files stay as they are. */
export function readAs(sample: Sample, rules: ReadingRules): Sample {
  const { files, unmasked = false } = sample;
  return files === undefined ? sample : { ...sample, ...contentOf(files, unmasked, rules) };
}

/** The same picture, its file read by other rules. */
export function pictureReadAs(picture: Picture, rules: ReadingRules): Picture {
  const { imagePath } = picture;
  return imagePath === undefined ? picture : { ...picture, loadImage: () => decodeImage(imagePath, rules) };
}

function contentOf(
  { image: imagePath, masks: maskPaths }: NonNullable<Sample["files"]>,
  unmasked: boolean,
  rules: ReadingRules,
): Pick<Sample, "digest" | "loadImage" | "loadMask"> {
  const stated = [
    // The same picture among the good ones is another sample.
    ...(unmasked ? ["unmasked"] : []),
    ...(Object.keys(statedRules(rules)).length === 0 ? [] : [canonicalJson(statedRules(rules))]),
  ];
  return {
    digest: async () => {
      const digests = await Promise.all([imagePath, ...maskPaths].map(fileDigest));
      return sha256([...digests, ...stated].join(" "));
    },
    loadImage: () => decodeImage(imagePath, rules),
    loadMask: async () => {
      const size = await pictureSize(imagePath);
      if (maskPaths.length === 0) return emptyMask(size.width, size.height);
      const { mask } = await readMasksOf(maskPaths, imagePath, size, rules);
      if (isEmptyMask(mask)) {
        throw new InputError(
          `invalid mask ${maskPaths.join(", ")}: no pixel is anomalous, but ${imagePath} is an anomalous sample`,
        );
      }
      return mask;
    },
  };
}

/** The picture of a file. */
export function filePicture({
  root,
  imagePath,
  ...kind
}: Pick<FileSample, "root" | "object" | "defect" | "imagePath"> & Pick<Picture, "anomalous">): Picture {
  return {
    ...kind,
    id: relative(root, imagePath).split(sep).join("/"),
    imagePath,
    loadImage: () => decodeImage(imagePath),
  };
}

/** Samples in the order of their ids, by code unit. */
export function byId<Each extends Picture>(samples: readonly Each[]): Each[] {
  return [...samples].sort((left, right) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0));
}
