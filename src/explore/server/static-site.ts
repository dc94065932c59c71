// The static site: the page that computes in the browser, the demo model's weights, and the text vectors of the demo's
// classes, which spare the browser the text tower.

import { copyFile, readdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { CONFIG_FILE, WEIGHTS_FILE } from "../../clip/names.ts";
import { InputError } from "../../core/errors.ts";
import { makeEmptyFolder, makeFolder } from "../../core/folders.ts";
import { writeFailure, writeFileAtomic } from "../../core/write-file.ts";
import { SYNTHETIC_OBJECTS } from "../../data/synthetic/registry.ts";
import type { OpenModel } from "../../detector/winclip/open-model.ts";
import { SITE_MODEL, type TextVectors, VECTORS_FILE } from "../site-files.ts";
import { SITE_FOLDER, WEB_FOLDER } from "./assets.ts";

/** Writes the site into a new or empty folder; how many files. InputError where the folder is not empty. */
export async function writeSite(folder: string, model: OpenModel): Promise<number> {
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
  for (const name of [CONFIG_FILE, WEIGHTS_FILE]) {
    files.set(join(SITE_MODEL, name), join(model.checkpoint.folder, name));
  }
  try {
    for (const [path, from] of files) {
      await makeFolder(dirname(join(folder, path)));
      await copyFile(from, join(folder, path));
    }
  } catch (error) {
    throw writeFailure(folder, error);
  }
  await writeFileAtomic(join(folder, SITE_MODEL, VECTORS_FILE), JSON.stringify(await vectorsOf(model)));
  return files.size + 1;
}

async function vectorsOf(model: OpenModel): Promise<TextVectors> {
  const vectors: Record<string, readonly number[]> = {};
  for (const { name } of SYNTHETIC_OBJECTS) vectors[name] = [...(await model.textVectors(name)).data];
  return vectors;
}
