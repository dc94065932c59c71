// A checkpoint folder: its architecture and where each of its tensors lies. Every tensor is accounted for: all that
// is missing, misshapen or unknown is named in one error.

import { readFile, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { sha256OfFile } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import { sameShape } from "../core/tensor.ts";
import { type ClipConfig, parseConfig } from "./config.ts";
import { expectedTensors, UNREAD } from "./names.ts";
import { readSafetensorsHeader, type StoredTensor } from "./safetensors.ts";

export interface Checkpoint {
  readonly config: ClipConfig;
  /** Folder of the real file (links resolved): what graphs read their weights from. */
  readonly folder: string;
  /** Name of the real file in that folder. */
  readonly file: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** SHA-256 of the weights' file. */
  digest(): Promise<string>;
}

const WEIGHTS = "open_clip_model.safetensors";
const CONFIG = "open_clip_config.json";
const READABLE: readonly string[] = ["F32", "F16", "BF16"];

/** Opens FOLDER/open_clip_model.safetensors with its open_clip_config.json. Reads the header only. */
export async function openCheckpoint(folder: string): Promise<Checkpoint> {
  const configPath = join(folder, CONFIG);
  const text = await readFile(configPath, "utf8").catch(() => {
    throw new InputError(`missing ${configPath}: a model folder holds ${WEIGHTS} and ${CONFIG}`);
  });
  const config = parseConfig(text, configPath);
  const path = await realpath(join(folder, WEIGHTS)).catch(() => {
    throw new InputError(`missing ${join(folder, WEIGHTS)}; PyTorch files (.bin, .pt) are not read yet`);
  });
  const tensors = await readSafetensorsHeader(path);
  checkTensors(tensors, config, path);
  let digest: Promise<string> | undefined;
  return {
    config,
    folder: dirname(path),
    file: basename(path),
    tensors,
    digest: () => {
      digest ??= sha256OfFile(path);
      return digest;
    },
  };
}

function checkTensors(tensors: ReadonlyMap<string, StoredTensor>, config: ClipConfig, path: string): void {
  const expected = expectedTensors(config);
  const faults: string[] = [];
  for (const [name, shape] of expected) {
    const stored = tensors.get(name);
    if (stored === undefined) faults.push(`missing ${name} [${shape.join(", ")}]`);
    else if (!sameShape(stored.shape, shape)) {
      faults.push(`${name} is [${stored.shape.join(", ")}], not [${shape.join(", ")}]`);
    } else if (!READABLE.includes(stored.dtype))
      faults.push(`${name} is ${stored.dtype}, not ${READABLE.join(" or ")}`);
  }
  for (const name of tensors.keys()) {
    if (!expected.has(name) && !UNREAD.includes(name)) faults.push(`unknown ${name}`);
  }
  if (faults.length > 0) throw new InputError(`invalid checkpoint ${path}: ${faults.join("; ")}`);
}
