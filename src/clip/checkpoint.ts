// A checkpoint folder: its architecture and where each of its tensors lies. Every tensor is accounted for: all that
// is missing, misshapen or unknown is named in one error.

import { readdir, readFile, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { canonicalJson, sha256, sha256OfFile } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import { sameShape } from "../core/tensor.ts";
import { type ClipConfig, parseConfig } from "./config.ts";
import { CONFIG_FILE, expectedTensors, isUnread, WEIGHTS_FILE } from "./names.ts";
import { readSafetensorsHeader } from "./safetensors.ts";
import type { StoredTensor } from "./safetensors-header.ts";

export interface Checkpoint {
  readonly config: ClipConfig;
  /** Folder of the real file (links resolved): what graphs read their weights from. */
  readonly folder: string;
  /** Name of the real file in that folder. */
  readonly file: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Identity of the model: SHA-256 over the weights' file and the config (the same weights with another GELU differ). */
  digest(): Promise<string>;
}

const READABLE: readonly string[] = ["F32", "F16", "BF16"];

/** Opens FOLDER/open_clip_model.safetensors with its open_clip_config.json. Reads the header only. */
export async function openCheckpoint(folder: string): Promise<Checkpoint> {
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
  const path = await realpath(join(folder, WEIGHTS_FILE)).catch(() => {
    throw missingWeights(folder, names);
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
      digest ??= sha256OfFile(path).then((weights) => sha256(canonicalJson({ weights, config })));
      return digest;
    },
  };
}

function missingWeights(folder: string, names: readonly string[]): InputError {
  if (names.includes(WEIGHTS_FILE)) {
    return new InputError(
      `missing ${join(folder, WEIGHTS_FILE)}: its link leads nowhere; fetch the weights again`,
    );
  }
  const pickled = names.filter((name) => /\.(bin|pt|pth|ckpt)$/.test(name));
  const others = names.filter((name) => name.endsWith(".safetensors"));
  const why =
    pickled.length > 0
      ? `; PyTorch files (${pickled.join(", ")}) are not read by this version: convert them with open_clip and safetensors.torch.save_file`
      : others.length > 0
        ? `; the folder holds ${others.join(", ")}, whose layout is not open_clip's`
        : "";
  return new InputError(`missing ${join(folder, WEIGHTS_FILE)}${why}`);
}

function checkTensors(tensors: ReadonlyMap<string, StoredTensor>, config: ClipConfig, path: string): void {
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
