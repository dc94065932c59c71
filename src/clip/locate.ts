// MODEL as users write it → the folder of its checkpoint: a name, a hub id in the hub's cache, or a folder.

import { readdir, readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { InputError } from "../core/errors.ts";

/** Backbones by name → hub id (method.md). */
export const BACKBONES: Readonly<Record<string, string>> = {
  "ViT-B/16+": "timm/vit_base_patch16_plus_clip_240.laion400m_e31",
  "ViT-L/14": "timm/vit_large_patch14_clip_224.openai",
  "ViT-L/14-FARE2": "chs20/fare2-clip",
};

/** Names of the models that ship with the package → folder below assets/. */
const SHIPPED: Readonly<Record<string, string>> = { demo: "demo-model" };

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder that holds the model's checkpoint; InputError that lists where it was looked for. */
export async function locateModel(
  model: string,
  env: Environment,
  cwd: string,
): Promise<{ readonly name: string; readonly folder: string }> {
  const shipped = SHIPPED[model];
  if (shipped !== undefined) {
    return { name: model, folder: fileURLToPath(new URL(`../../assets/${shipped}`, import.meta.url)) };
  }
  const looked: string[] = [];
  if (BACKBONES[model] === undefined) {
    const folder = isAbsolute(model) ? model : resolve(cwd, model);
    if (await isFolder(folder)) return { name: model, folder };
    looked.push(folder);
  }
  const hubId = BACKBONES[model] ?? model;
  if (/^[\w.-]+\/[\w.-]+$/.test(hubId)) {
    const cache = join(hubCache(env), `models--${hubId.replace("/", "--")}`);
    const snapshot = await newestSnapshot(cache);
    if (snapshot !== undefined) return { name: model, folder: snapshot };
    looked.push(cache);
  }
  throw new InputError(
    `unknown model "${model}": not found at ${looked.join(" or ")}; known names are demo, ${Object.keys(BACKBONES).join(", ")}; ` +
      `otherwise give a folder with open_clip_model.safetensors and open_clip_config.json` +
      (looked.length > 0 ? `, or fetch ${hubId} into the hub's cache` : ""),
  );
}

/** The hub's cache folder: HF_HUB_CACHE, else HF_HOME/hub, else ~/.cache/huggingface/hub. */
function hubCache(env: Environment): string {
  return env["HF_HUB_CACHE"] || join(env["HF_HOME"] || join(homedir(), ".cache", "huggingface"), "hub");
}

async function newestSnapshot(cache: string): Promise<string | undefined> {
  const main = await readFile(join(cache, "refs", "main"), "utf8").catch(() => "");
  const names: string[] = await readdir(join(cache, "snapshots")).catch(() => []);
  const name = names.includes(main.trim()) ? main.trim() : names.sort().at(-1);
  return name === undefined ? undefined : join(cache, "snapshots", name);
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
