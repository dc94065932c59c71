// A sample whose picture and mask are files.

import { relative, sep } from "node:path";
import { sha256, sha256OfFile } from "../core/digest.ts";
import { InputError, unreadableFile } from "../core/errors.ts";
import { emptyMask, isEmptyMask } from "../core/image.ts";
import { decodeImage, decodeMaskOf, pictureSize } from "../image/codec.ts";
import type { Picture, Sample } from "./dataset.ts";

export interface FileSample {
  readonly root: string;
  readonly object: string;
  readonly defect: string;
  readonly imagePath: string;
  /** Null for a normal sample. */
  readonly maskPath: string | null;
}

/** The sample of two files; its masks are checked when they are loaded. */
export function fileSample({ root, object, defect, imagePath, maskPath }: FileSample): Sample {
  return {
    ...filePicture({ root, object, defect, imagePath, anomalous: maskPath !== null }),
    files: { image: imagePath, mask: maskPath },
    digest: async () => {
      const files = [imagePath, ...(maskPath === null ? [] : [maskPath])];
      return sha256((await Promise.all(files.map(fileDigest))).join(" "));
    },
    loadMask: async () => {
      const size = await pictureSize(imagePath);
      if (maskPath === null) return emptyMask(size.width, size.height);
      const mask = await decodeMaskOf(maskPath, imagePath, size);
      if (isEmptyMask(mask)) {
        throw new InputError(
          `invalid mask ${maskPath}: no pixel is anomalous, but ${imagePath} is an anomalous sample`,
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

function fileDigest(path: string): Promise<string> {
  return sha256OfFile(path).catch((error: unknown) => {
    throw unreadableFile(path, error);
  });
}

/** Samples in the order of their ids, by code unit. */
export function byId<Each extends Picture>(samples: readonly Each[]): Each[] {
  return [...samples].sort((left, right) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0));
}
