// The static site: the page that computes in the browser, the detector's files, and the text vectors of the demo's
// classes, which spare the browser the text tower.

import { copyFile, readdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { InputError } from "../../core/errors.ts";
import { makeEmptyFolder, makeFolder } from "../../core/folders.ts";
import { writeFailure, writeFileAtomic } from "../../core/write-file.ts";
import { SYNTHETIC_OBJECTS } from "../../data/synthetic/registry.ts";
import { browserFiles } from "../../detector/registry.ts";
import type { DetectorSettings } from "../../detector/source.ts";
import { SITE_MODEL, VECTORS_FILE } from "../site-files.ts";
import { SITE_FOLDER, WEB_FOLDER } from "./assets.ts";

/** Writes the site into a new or empty folder; how many files. InputError where the folder is not empty. */
export async function writeSite(folder: string, detector: DetectorSettings): Promise<number> {
  const source = join(WEB_FOLDER, SITE_FOLDER);
  const entries = await readdir(source, { recursive: true, withFileTypes: true }).catch(() => {
    throw new InputError(`missing page in ${source}; build it with "npm run build"`);
  });
  await makeEmptyFolder(folder);
  const files = new Map<string, string>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = relative(source, join(entry.parentPath, entry.name));
    files.set(path === "site.html" ? "index.html" : path, join(source, path));
  }
  const needed = await browserFiles(
    detector,
    SYNTHETIC_OBJECTS.map(({ name }) => name),
  );
  for (const [name, from] of needed.files) files.set(join(SITE_MODEL, name), from);
  try {
    for (const [path, from] of files) {
      await makeFolder(dirname(join(folder, path)));
      await copyFile(from, join(folder, path));
    }
  } catch (error) {
    throw writeFailure(folder, error);
  }
  await writeFileAtomic(join(folder, SITE_MODEL, VECTORS_FILE), JSON.stringify(needed.vectors));
  return files.size + 1;
}
