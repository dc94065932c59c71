// What every reader needs of a folder: its sorted names, and the picture files among them.

import { readdir, stat } from "node:fs/promises";
import { join, parse } from "node:path";
import { PICTURE_ENDING } from "../image/formats.ts";

/** Names of the folders in a folder (links followed, hidden ones left out), sorted; none if it does not exist. */
export async function foldersIn(path: string): Promise<string[]> {
  const names = await visibleIn(path);
  const folders = await Promise.all(names.map((name) => isFolder(join(path, name))));
  return names.filter((_, index) => folders[index]);
}

/** Names of the picture files in a folder (endings in any case), sorted; none if it does not exist. */
export async function picturesIn(path: string): Promise<string[]> {
  return (await visibleIn(path)).filter((name) => PICTURE_ENDING.test(name));
}

/** True where a folder is, links followed. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Sorted names without the hidden ones: ._000.png beside 000.png is a Mac's, not a picture. */
async function visibleIn(path: string): Promise<string[]> {
  const names: string[] = await readdir(path).catch(() => []);
  return names.filter((name) => !name.startsWith(".")).sort();
}

/** Files of a folder by stem, `_mask` taken off the end of it. */
export async function masksByStem(path: string): Promise<ReadonlyMap<string, string>> {
  const names = await picturesIn(path);
  return new Map(names.map((name) => [parse(name).name.replace(/_mask$/, ""), join(path, name)]));
}
