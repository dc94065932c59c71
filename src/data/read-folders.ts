// Outputs stay out of the folders that a data set is read from: what is written there would be read as pictures.

import { join, relative, sep } from "node:path";
import { InputError } from "../core/errors.ts";
import { isWithin, realFolder } from "../core/folders.ts";
import { folderPlaces } from "./folder.ts";
import type { DatasetOptions } from "./options.ts";
import type { PlaceToRead } from "./paired-folder.ts";
import { openDataset } from "./registry.ts";

/** A folder with one of these in it is read as an object. */
const OBJECT_PARTS = ["train", "test", "ground_truth", "Data"];

/**
 * Refuses an output folder that the data set is read from: its root, a folder that holds it, or one that its reader
 * lists, that of the calibration pictures included; links are followed. Any other folder in the root is as good as one elsewhere.
 */
export async function refuseReadFolder(out: string, kind: string, options: DatasetOptions): Promise<void> {
  const target = await realFolder(out);
  if (options.calibration !== undefined) {
    const folder = await realFolder(options.calibration);
    if (isWithin(target, folder) || isWithin(folder, target))
      throw new InputError(
        `invalid --out ${out}: calibration pictures are read from ${folder}; choose another folder`,
      );
  }
  if (options.root === undefined) return;
  const root = await realFolder(options.root);
  const read = isWithin(root, target) ? root : await readFolderAt(target, root, kind, options);
  if (read === undefined) return;
  throw new InputError(
    `invalid --out ${out}: the data set is read from ${read}; choose another folder, such as ${join(root, "runs")}`,
  );
}

/** The folder that a reader lists and the target is, holds or lies in; undefined where there is none. */
async function readFolderAt(
  target: string,
  root: string,
  kind: string,
  options: DatasetOptions,
): Promise<string | undefined> {
  const [object = "", part = ""] = relative(root, target).split(sep);
  if (kind !== "folder" && isWithin(target, root) && OBJECT_PARTS.includes(part)) return join(root, object);
  const listed = await listedFolders(kind, { ...options, root });
  for (const { folder: each, nested = true } of listed) {
    const folder = await realFolder(each);
    if ((nested && isWithin(target, folder)) || isWithin(folder, target)) return folder;
  }
  return undefined;
}

async function listedFolders(
  kind: string,
  options: DatasetOptions & { root: string },
): Promise<PlaceToRead[]> {
  if (kind === "folder") {
    const { root, normal, anomalous, truth, train } = await folderPlaces(options);
    // What lies under the usual names is read by a later call, if not by this one.
    const usual = [
      ...(options.normalDir === undefined ? ["normal"] : []),
      ...(options.maskDir === undefined ? ["masks"] : []),
    ].map((name) => ({ folder: join(root, name) }));
    return [...[normal, anomalous, truth, train].filter((place) => place !== null), ...usual];
  }
  const { objects } = await openDataset(kind, { ...options, objects: undefined });
  return objects.map((object) => ({ folder: join(options.root, object) }));
}
