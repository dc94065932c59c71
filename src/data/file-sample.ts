// A sample whose picture and mask are files.

import { relative, sep } from "node:path";
import { canonicalJson, sha256, sha256OfFile } from "../core/digest.ts";
import { InputError, unreadableFile } from "../core/errors.ts";
import { emptyMask, isEmptyMask } from "../core/image.ts";
import { decodeImage, decodeMaskOf, pictureSize } from "../image/codec.ts";
import { type ReadingRules, statedRules } from "../image/rules.ts";
import type { Sample } from "./dataset.ts";

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
    id: relative(root, imagePath).split(sep).join("/"),
    object,
    defect,
    anomalous: maskPath !== null,
    files: { image: imagePath, mask: maskPath },
    ...contentOf({ image: imagePath, mask: maskPath }, {}),
  };
}

/** The same sample, its files read by other rules; samples that are no files stay as they are. */
export function readAs(sample: Sample, rules: ReadingRules): Sample {
  return sample.files === undefined ? sample : { ...sample, ...contentOf(sample.files, rules) };
}

function contentOf(
  { image: imagePath, mask: maskPath }: NonNullable<Sample["files"]>,
  rules: ReadingRules,
): Pick<Sample, "digest" | "loadImage" | "loadMask"> {
  const stated = Object.keys(statedRules(rules)).length === 0 ? [] : [canonicalJson(statedRules(rules))];
  return {
    digest: async () => {
      const files = [imagePath, ...(maskPath === null ? [] : [maskPath])];
      return sha256([...(await Promise.all(files.map(fileDigest))), ...stated].join(" "));
    },
    loadImage: () => decodeImage(imagePath, rules),
    loadMask: async () => {
      const size = await pictureSize(imagePath);
      if (maskPath === null) return emptyMask(size.width, size.height);
      const mask = await decodeMaskOf(maskPath, imagePath, size, rules);
      if (isEmptyMask(mask)) {
        throw new InputError(
          `invalid mask ${maskPath}: no pixel is anomalous, but ${imagePath} is an anomalous sample`,
        );
      }
      return mask;
    },
  };
}

function fileDigest(path: string): Promise<string> {
  return sha256OfFile(path).catch((error: unknown) => {
    throw unreadableFile(path, error);
  });
}

/** Samples in the order of their ids, by code unit. */
export function byId(samples: readonly Sample[]): Sample[] {
  return [...samples].sort((left, right) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0));
}
