// A checkpoint folder: its architecture and where each of its tensors lies. Every tensor is accounted for: all that
// is missing, misshapen or unknown is named in one error.

import { realpath } from "node:fs/promises";
import { dirname, relative, sep } from "node:path";
import { canonicalJson, sha256, sha256OfFile } from "../core/digest.ts";
import { InputError, unreadableFile } from "../core/errors.ts";
import { listed } from "../core/listed.ts";
import { quotedText } from "../core/shown-text.ts";
import { sameShape } from "../core/tensor.ts";
import { type ClipConfig, parseConfig } from "./config.ts";
import { findModelFiles } from "./model-folder.ts";
import { expectedTensors, isUnread } from "./names.ts";
import { openClipNames, shown, visionTowerNames } from "./prefixes.ts";
import type { StoredTensor } from "./safetensors-header.ts";
import { readTensorFile } from "./tensor-file.ts";

/** A tensor and the file that holds it, relative to its checkpoint's folder. */
export interface PlacedTensor extends StoredTensor {
  readonly file: string;
}

export interface Checkpoint {
  readonly config: ClipConfig;
  /** Folder of the real files (links resolved): what graphs read their weights from. */
  readonly folder: string;
  readonly tensors: ReadonlyMap<string, PlacedTensor>;
  /** Identity of the model: SHA-256 over the weights' files and the config (the same weights with another GELU differ). */
  digest(): Promise<string>;
}

const READABLE: readonly string[] = ["F32", "F16", "BF16"];

const VISION_PREFIX = "visual.";

const TOWER_ALONE = "it holds a vision tower alone: give it as --visual beside a whole model";

/** How transformers begins the names of CLIP's two towers. */
const TRANSFORMERS = /(^|\.)(vision_model|text_model)\./;

/**
 * Opens FOLDER/open_clip_model.safetensors (or open_clip_pytorch_model.bin or .pt) with its open_clip_config.json.
 * `visual` names a file (safetensors or PyTorch) whose vision tower takes the place of the folder's, as FARE's is
 * published. Reads the headers only.
 */
export async function openCheckpoint(folder: string, visual?: string): Promise<Checkpoint> {
  const { configPath, configText, weightsPath: base } = await findModelFiles(folder);
  const config = parseConfig(configText, configPath);
  const tower = visual === undefined ? [] : [await existingFile(visual)];
  const paths = [base, ...tower];
  const root = commonFolder(paths);
  const tensors = new Map<string, PlacedTensor>();
  const take = (stored: StoredTensor, name: string, path: string): void => {
    tensors.set(name, { ...stored, name, file: relative(root, path) });
  };
  for (const [name, stored] of openClipNames(await readTensorFile(base), base)) take(stored, name, base);
  for (const path of tower) {
    for (const [name, stored] of visionTower(await readTensorFile(path), config, path))
      take(stored, name, path);
  }
  checkTensors(tensors, config, paths.join(" with "));
  let digest: Promise<string> | undefined;
  return {
    config,
    folder: root,
    tensors,
    digest: () => {
      digest ??= digestOf(paths, config);
      return digest;
    },
  };
}

async function digestOf(paths: readonly string[], config: ClipConfig): Promise<string> {
  const [weights, ...visual] = await Promise.all(paths.map(sha256OfFile));
  return sha256(canonicalJson(visual.length === 0 ? { weights, config } : { weights, visual, config }));
}

async function existingFile(path: string): Promise<string> {
  return await realpath(path).catch((error: unknown) => {
    throw unreadableFile(path, error);
  });
}

/** The vision tower of a file: alone in it, with or without a prefix, or beside a text tower that is left alone. */
function visionTower(
  tensors: ReadonlyMap<string, StoredTensor>,
  config: ClipConfig,
  path: string,
): [string, StoredTensor][] {
  const wanted = [...expectedTensors(config).keys()].filter((name) => name.startsWith(VISION_PREFIX));
  const held = visionTowerNames(tensors, path);
  const missing: string[] = [];
  const tower = wanted.flatMap((name): [string, StoredTensor][] => {
    const stored = held.get(name.slice(VISION_PREFIX.length));
    if (stored === undefined) missing.push(name);
    return stored === undefined ? [] : [[name, stored]];
  });
  if (missing.length === wanted.length) throw notOpenClip(tensors, path);
  if (missing.length > 0) {
    throw new InputError(`invalid vision tower ${path}: it misses ${listed(missing)}`);
  }
  return tower;
}

function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => dirname(path).split(sep));
  const differs = first.findIndex((part, at) => others.some((other) => other[at] !== part));
  return first.slice(0, differs < 0 ? first.length : differs).join(sep) || sep;
}

function checkTensors(tensors: ReadonlyMap<string, PlacedTensor>, config: ClipConfig, path: string): void {
  const expected = expectedTensors(config);
  if (![...expected.keys()].some((name) => tensors.has(name))) throw notOpenClip(tensors, path);
  const faults: string[] = [];
  // What a model has once comes first: it tells more than the blocks' tensors, of which there are many.
  for (const [name, shape] of [...expected].sort(([left], [right]) => depth(left) - depth(right))) {
    const stored = tensors.get(name);
    if (stored === undefined) faults.push(`missing ${name} [${shape.join(", ")}]`);
    else if (!sameShape(stored.shape, shape)) {
      faults.push(`${name} is [${stored.shape.join(", ")}], not [${shape.join(", ")}]`);
    } else if (!READABLE.includes(stored.dtype)) {
      faults.push(`${name} is ${stored.dtype}, not ${READABLE.join(" or ")}`);
    }
  }
  for (const name of tensors.keys()) {
    if (!expected.has(name) && !isUnread(name)) faults.push(`unknown ${quotedText(name)}`);
  }
  if (faults.length === 0) return;
  const remedy = isTowerAlone(tensors) ? `; ${TOWER_ALONE}` : "";
  throw new InputError(`invalid checkpoint ${path}: ${listed(faults, "; ")}${remedy}`);
}

function depth(name: string): number {
  return name.includes(".resblocks.") ? 1 : 0;
}

function isTowerAlone(tensors: ReadonlyMap<string, StoredTensor>): boolean {
  return (
    !tensors.has("token_embedding.weight") &&
    [...tensors.keys()].some((name) => /(^|\.)conv1\.weight$/.test(name))
  );
}

/** The error for a file that holds none of the tensors, by the names that it holds. */
function notOpenClip(tensors: ReadonlyMap<string, StoredTensor>, path: string): InputError {
  const names = [...tensors.keys()];
  const because = (why: string): InputError => new InputError(`invalid checkpoint ${path}: ${why}`);
  if (names.some((name) => TRANSFORMERS.test(name)))
    return because("its tensors have the names of Hugging Face transformers; convert them to open_clip's");
  if (isTowerAlone(tensors)) return because(TOWER_ALONE);
  return because(
    `none of its ${names.length} tensors has a name of open_clip's; it holds ${listed(names.map(shown))}`,
  );
}
