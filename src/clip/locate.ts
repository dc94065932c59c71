// MODEL as users write it → the folder of its checkpoint: a name, a folder, or a hub id in the hub's cache.

import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { InputError, unknownName } from "../core/errors.ts";
import { chosenSnapshot, modelFolder } from "../hub/cache.ts";
import { hubCache } from "../hub/environment.ts";
import { CONFIG_FILE, WEIGHTS_FILE } from "./names.ts";

/** Backbones by name → hub id (method.md). */
export const BACKBONES: ReadonlyMap<string, string> = new Map([
  ["ViT-B/16+", "timm/vit_base_patch16_plus_clip_240.laion400m_e31"],
  ["ViT-L/14", "timm/vit_large_patch14_clip_224.openai"],
  ["ViT-L/14-FARE2", "chs20/fare2-clip"],
]);

/** Names of the models that ship with the package → folder below assets/. */
const SHIPPED: ReadonlyMap<string, string> = new Map([
  ["demo", "demo-model"],
  ["demo-wide", "demo-model-wide"],
]);

/** True for the name of a model that ships with the package. */
export function isBuiltIn(model: string): boolean {
  return SHIPPED.has(model);
}

/** The hub id of a backbone's name, or of a hub id itself; undefined for anything else. */
export function hubIdOf(model: string): string | undefined {
  const id = BACKBONES.get(model) ?? model;
  return HUB_ID.test(id) ? id : undefined;
}

const HUB_ID = /^[\w-][\w.-]*\/[\w-][\w.-]*$/;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder that holds the model's checkpoint. A shipped model's or backbone's name comes first, then a folder
 * (relative to `cwd`), then a hub id. InputError that lists where it was looked for and how to get it.
 */
export async function locateModel(
  model: string,
  env: Environment,
  cwd: string,
): Promise<{ readonly name: string; readonly folder: string }> {
  const shipped = SHIPPED.get(model);
  if (shipped !== undefined) {
    return { name: model, folder: fileURLToPath(new URL(`../../assets/${shipped}`, import.meta.url)) };
  }
  const backbone = BACKBONES.get(model);
  const looked: string[] = [];
  if (backbone === undefined && model !== "") {
    const folder = resolve(cwd, model);
    if (await isFolder(folder)) return { name: model, folder };
    looked.push(folder);
  }
  const hubId = backbone ?? model;
  if (HUB_ID.test(hubId)) {
    const cache = modelFolder(hubCache(env), hubId);
    const snapshot = await chosenSnapshot(cache, WEIGHTS_FILE);
    if (snapshot !== undefined) return { name: model, folder: snapshot };
    looked.push(cache);
  }
  throw notFound(model, backbone, looked);
}

function notFound(model: string, backbone: string | undefined, looked: readonly string[]): InputError {
  const where = looked.length > 0 ? ` at ${looked.join(" or ")}` : "";
  if (backbone !== undefined) {
    return new InputError(
      `missing weights of ${model}: not found${where}; fetch them with "faultline models pull ${model}", or give the folder that holds them`,
    );
  }
  const names = [...SHIPPED.keys(), ...BACKBONES.keys()];
  return new InputError(
    `${unknownName("model", model, names)}: not found${where}; otherwise give a folder with ${WEIGHTS_FILE} and ${CONFIG_FILE}, or a hub id fetched with "faultline models pull ORG/NAME"`,
  );
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
