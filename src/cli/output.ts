// Arrays go to .npy, pictures to .png: the ending decides.

import { access, constants } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { InputError, UsageError } from "../core/errors.ts";
import type { RgbImage } from "../core/image.ts";
import { encodeNpy } from "../core/npy.ts";
import type { Tensor } from "../core/tensor.ts";
import { writeFileAtomic } from "../core/write-file.ts";
import { encodePng } from "../image/codec.ts";

/** Refuses, before any work, an output that cannot be written: another ending, a missing or read-only folder. */
export async function checkOutput(path: string, endings: readonly string[]): Promise<void> {
  if (!endings.includes(extname(path).toLowerCase())) {
    throw new UsageError(`invalid --out "${path}"; expected a name ending in ${endings.join(" or ")}`);
  }
  const folder = dirname(path);
  try {
    await access(folder, constants.W_OK);
  } catch {
    throw new InputError(
      `invalid --out "${path}": the folder ${folder} does not exist or cannot be written to`,
    );
  }
}

/** Writes an array as .npy. */
export async function writeArray(path: string, values: Tensor): Promise<void> {
  await writeFileAtomic(path, encodeNpy(values));
}

/** Writes a picture as .png (values clamped to [0, 1]) or as a (3, H, W) .npy. */
export async function writePicture(path: string, image: RgbImage): Promise<void> {
  if (extname(path).toLowerCase() === ".png") await writeFileAtomic(path, await encodePng(image));
  else await writeArray(path, { shape: [3, image.height, image.width], data: image.data });
}
