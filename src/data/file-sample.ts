// A sample whose picture and mask are files.

import { relative, sep } from "node:path";
import { sha256, sha256OfFile } from "../core/digest.ts";
import { InputError, unreadableFile } from "../core/errors.ts";
import { emptyMask, isEmptyMask, type Mask, type PictureSize } from "../core/image.ts";
import { decodeImage, decodeMaskOf, pictureSize } from "../image/codec.ts";
import type { Picture, Sample } from "./dataset.ts";

export interface FileSample {
  readonly root: string;
  readonly object: string;
  readonly defect: string;
  readonly imagePath: string;
  /** None for a normal sample; several are parts of one mask. */
  readonly maskPaths: readonly string[];
}

/** The sample of a picture and its masks; they are checked when they are loaded. */
export function fileSample({ root, object, defect, imagePath, maskPaths }: FileSample): Sample {
  return {
    ...filePicture({ root, object, defect, imagePath, anomalous: maskPaths.length > 0 }),
    files: { image: imagePath, masks: maskPaths },
    digest: async () => {
      const digests = await Promise.all([imagePath, ...maskPaths].map(fileDigest));
      return sha256(digests.join(" "));
    },
    loadMask: async () => {
      const size = await pictureSize(imagePath);
      if (maskPaths.length === 0) return emptyMask(size.width, size.height);
      const mask = await mergedMaskOf(maskPaths, imagePath, size);
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
    loadImage: () => decodeImage(imagePath),
  };
}

/** The union of the masks of one picture or map, of its size; InputError naming the file. */
export async function mergedMaskOf(
  paths: readonly string[],
  owner: string,
  size: PictureSize,
): Promise<Mask> {
  const parts = await Promise.all(paths.map((path) => decodeMaskOf(path, owner, size)));
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const merged = emptyMask(size.width, size.height);
  for (const { data } of parts) {
    for (let at = 0; at < data.length; at++) if (data[at] !== 0) merged.data[at] = 1;
  }
  return merged;
}

function fileDigest(path: string): Promise<string> {
  return sha256OfFile(path).catch((error: unknown) => {
    throw unreadableFile(path, error);
  });
}

/** Samples in the order of their ids, by code unit. */
export function byId<Each extends Picture>(samples: readonly Each[]): Each[] {
  return [...samples].sort((left, right) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0));
}
