// Links within a run folder: one that leads out of it would have files elsewhere replaced. Node only.

import type { Dirent } from "node:fs";
import { readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../core/errors.ts";
import { isWithin, realFolder } from "../core/folders.ts";

/** Folders of a run that files are written to. */
export const OWN_FOLDERS: ReadonlySet<string> = new Set([
  ...["maps", "gallery", "tables", "figures", "strip", "questions", "studies"],
]);

/** Those that hold folders which are written to like the run's own, of studies with questions of theirs. */
const HOLDERS: ReadonlySet<string> = new Set(["questions", "studies"]);
const DEEPEST = 3;

/** Refuses a run folder in which a folder of the run's is a link out of it: InputError naming it. Reads only. */
export async function refuseLinksOut(runFolder: string): Promise<void> {
  const real = await realFolder(runFolder);
  const checkRun = async (folder: string, depth: number): Promise<void> => {
    for (const entry of await entriesOf(folder)) {
      if (!OWN_FOLDERS.has(entry.name)) continue;
      const path = join(folder, entry.name);
      await refuseOut(path, entry, real, runFolder);
      if (!HOLDERS.has(entry.name) || depth === DEEPEST) continue;
      for (const held of await entriesOf(path)) {
        await refuseOut(join(path, held.name), held, real, runFolder);
        await checkRun(join(path, held.name), depth + 1);
      }
    }
  };
  await checkRun(runFolder, 0);
}

async function refuseOut(path: string, entry: Dirent, real: string, runFolder: string): Promise<void> {
  if (!entry.isSymbolicLink()) return;
  const target = await realpath(path).catch(() => undefined);
  if (target !== undefined && isWithin(target, real)) return;
  throw new InputError(`cannot write ${path}: it is a link out of ${runFolder}; put a folder in its place`);
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return await readdir(folder, { withFileTypes: true }).catch(() => []);
}
