// What a browser needs of WinCLIP: the checkpoint's files, and the text vectors of some classes, which spare it the text
// tower. Node only.

import { join } from "node:path";
import { CONFIG_FILE, WEIGHTS_FILE } from "../../clip/names.ts";
import type { DetectorSettings } from "../source.ts";
import { openModel } from "./open-model.ts";
import { modelSettings } from "./source.ts";

export interface BrowserFiles {
  /** Paths on this machine by the names that the browser asks for. */
  readonly files: ReadonlyMap<string, string>;
  /** Two text vectors per class, one after the other. */
  readonly vectors: Readonly<Record<string, readonly number[]>>;
}

/** The files of a model, as `openHeldDetector` takes them, with the vectors of these classes. */
export async function browserFiles(
  settings: DetectorSettings,
  classNames: readonly string[],
): Promise<BrowserFiles> {
  const model = await openModel(modelSettings(settings));
  try {
    const vectors: Record<string, readonly number[]> = {};
    for (const name of classNames) vectors[name] = [...(await model.textVectors(name)).data];
    const { folder } = model.checkpoint;
    return { files: new Map([CONFIG_FILE, WEIGHTS_FILE].map((name) => [name, join(folder, name)])), vectors };
  } finally {
    await model.close();
  }
}
