// Arrays go to .npy, pictures to .png: the ending decides.

import { access, constants, stat } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { InputError, UsageError } from "../core/errors.ts";
import type { RgbImage } from "../core/image.ts";
import { encodeNpy } from "../core/npy.ts";
import type { Tensor } from "../core/tensor.ts";
import { writeFileAtomic } from "../core/write-file.ts";
import { encodePng } from "../image/codec.ts";
import { isRunFile } from "../results/run-folder.ts";

/**
 * Refuses, before any work, an output file that cannot or must not be written: another ending, a missing or read-only
 * folder, one of the command's inputs, a folder or device in its place, a file that a run keeps. Any other file of that
 * name is replaced.
 */
export async function checkOutput(
  path: string,
  endings: readonly string[],
  inputs: readonly (string | undefined)[] = [],
): Promise<void> {
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
  const why = await reasonToKeep(path, inputs);
  if (why !== undefined) throw new InputError(`invalid --out "${path}": ${why}; choose another name`);
}

/** Why what is at a path must stay; undefined where nothing is there or it may be replaced. */
async function reasonToKeep(
  path: string,
  inputs: readonly (string | undefined)[],
): Promise<string | undefined> {
  const there = await stat(path).catch(() => undefined);
  if (there === undefined) return undefined;
  if (there.isDirectory()) return "it is a folder";
  if (!there.isFile()) return "it is no ordinary file";
  for (const input of inputs) {
    const read = input === undefined ? undefined : await stat(input).catch(() => undefined);
    if (read?.ino === there.ino && read.dev === there.dev) return `it is the same file as ${input}`;
  }
  return (await isRunFile(path)) ? "it is a file that a run keeps" : undefined;
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
