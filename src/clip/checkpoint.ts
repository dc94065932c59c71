// A checkpoint folder: its architecture and where each of its tensors lies. Every tensor is accounted for: all that
// is missing, misshapen or unknown is named in one error.

import { readdir, readFile, realpath } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { canonicalJson, sha256, sha256OfFile } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import { sameShape } from "../core/tensor.ts";
import { type ClipConfig, parseConfig } from "./config.ts";
import { CONFIG_FILE, expectedTensors, isUnread, WEIGHTS_FILE, WEIGHTS_FILES } from "./names.ts";
import { readSafetensorsHeader } from "./safetensors.ts";
import type { StoredTensor } from "./safetensors-header.ts";
import { isZip, readTorchFile } from "./torch-file.ts";

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

/**
 * Opens FOLDER/open_clip_model.safetensors (or open_clip_pytorch_model.bin or .pt) with its open_clip_config.json.
 * `visual` names a file (safetensors or PyTorch) whose vision tower takes the place of the folder's, as FARE's is
 * published. Reads the headers only.
 */
export async function openCheckpoint(folder: string, visual?: string): Promise<Checkpoint> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`missing model folder ${folder} (${error.code})`);
  });
  const configPath = join(folder, CONFIG_FILE);
  const text = await readFile(configPath, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      `missing or unreadable ${configPath} (${error.code}): a model folder holds ${WEIGHTS_FILE} and ${CONFIG_FILE}`,
    );
  });
  const config = parseConfig(text, configPath);
  const base = await weightsPath(folder, names);
  const tower = visual === undefined ? [] : [await existingFile(visual)];
  const paths = [base, ...tower];
  const root = commonFolder(paths);
  const tensors = new Map<string, PlacedTensor>();
  const take = (stored: StoredTensor, name: string, path: string): void => {
    tensors.set(name, { ...stored, name, file: relative(root, path) });
  };
  for (const [name, stored] of await readTensors(base)) take(stored, name, base);
  for (const path of tower) {
    for (const [name, stored] of visionTower(await readTensors(path), config, path)) take(stored, name, path);
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

async function weightsPath(folder: string, names: readonly string[]): Promise<string> {
  const name = WEIGHTS_FILES.find((each) => names.includes(each));
  return await realpath(join(folder, name ?? WEIGHTS_FILE)).catch(() => {
    throw missingWeights(folder, names);
  });
}

async function existingFile(path: string): Promise<string> {
  return await realpath(path).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`missing or unreadable file ${path} (${error.code})`);
  });
}

/** Files of either format, told apart by their content: a zip begins with PK. */
async function readTensors(path: string): Promise<ReadonlyMap<string, StoredTensor>> {
  return (await isZip(path)) ? await readTorchFile(path) : await readSafetensorsHeader(path);
}

/** The vision tower of a file: alone in it, with or without the prefix, or beside a text tower that is left alone. */
function visionTower(
  tensors: ReadonlyMap<string, StoredTensor>,
  config: ClipConfig,
  path: string,
): [string, StoredTensor][] {
  const wanted = [...expectedTensors(config).keys()].filter((name) => name.startsWith(VISION_PREFIX));
  const prefixed = [...tensors.keys()].some((name) => name.startsWith(VISION_PREFIX));
  const missing: string[] = [];
  const tower = wanted.flatMap((name): [string, StoredTensor][] => {
    const stored = tensors.get(prefixed ? name : name.slice(VISION_PREFIX.length));
    if (stored === undefined) missing.push(name);
    return stored === undefined ? [] : [[name, stored]];
  });
  if (missing.length > 0) {
    throw new InputError(`invalid vision tower ${path}: it misses ${missing.join(", ")}`);
  }
  return tower;
}

function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => dirname(path).split(sep));
  const differs = first.findIndex((part, at) => others.some((other) => other[at] !== part));
  return first.slice(0, differs < 0 ? first.length : differs).join(sep) || sep;
}

function missingWeights(folder: string, names: readonly string[]): InputError {
  if (names.includes(WEIGHTS_FILE)) {
    return new InputError(
      `missing ${join(folder, WEIGHTS_FILE)}: its link leads nowhere; fetch the weights again`,
    );
  }
  const others = names.filter((name) => /\.(safetensors|bin|pt|pth|ckpt)$/.test(name));
  const why =
    others.length > 0 ? `; the folder holds ${others.join(", ")}, under names that are not open_clip's` : "";
  return new InputError(`missing ${join(folder, WEIGHTS_FILE)}${why}`);
}

function checkTensors(tensors: ReadonlyMap<string, PlacedTensor>, config: ClipConfig, path: string): void {
  const expected = expectedTensors(config);
  const faults: string[] = [];
  for (const [name, shape] of expected) {
    const stored = tensors.get(name);
    if (stored === undefined) faults.push(`missing ${name} [${shape.join(", ")}]`);
    else if (!sameShape(stored.shape, shape)) {
      faults.push(`${name} is [${stored.shape.join(", ")}], not [${shape.join(", ")}]`);
    } else if (!READABLE.includes(stored.dtype)) {
      faults.push(`${name} is ${stored.dtype}, not ${READABLE.join(" or ")}`);
    }
  }
  for (const name of tensors.keys()) {
    if (!expected.has(name) && !isUnread(name)) faults.push(`unknown ${JSON.stringify(name)}`);
  }
  if (faults.length > 0) throw new InputError(`invalid checkpoint ${path}: ${faults.join("; ")}`);
}
