// What every reader needs of a folder: its sorted names, and the picture files among them.

import { readdir } from "node:fs/promises";
import { join, parse } from "node:path";

const PICTURE = /\.(png|jpe?g|bmp|tiff?|webp|npy)$/i;

/** Names of the folders in a folder, sorted; none if it does not exist. */
export async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Names of the picture files in a folder (endings in any case), sorted; none if it does not exist. */
export async function picturesIn(path: string): Promise<string[]> {
  const names: string[] = await readdir(path).catch(() => []);
  return names.filter((name) => PICTURE.test(name)).sort();
}

/** Files of a folder by stem, `_mask` taken off the end of it. */
export async function masksByStem(path: string): Promise<ReadonlyMap<string, string>> {
  const names = await picturesIn(path);
  return new Map(names.map((name) => [parse(name).name.replace(/_mask$/, ""), join(path, name)]));
}
