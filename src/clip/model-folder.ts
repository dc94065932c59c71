// The two files of a model's folder, and what a folder is that holds them otherwise.

import { readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../core/errors.ts";
import { listed } from "../core/listed.ts";
import { readRegular } from "../core/regular-file.ts";
import { shownText } from "../core/shown-text.ts";
import { CONFIG_FILE, WEIGHTS_FILE, WEIGHTS_FILES } from "./names.ts";

const TRANSFORMERS_CONFIG = "config.json";
const SHARD_INDEX = /\.index\.json$/;
/** Characters of a file's name in a message. */
const SHOWN_NAME = 80;
const SHARD = /-\d{5}-of-\d{5}\./;

export interface ModelFiles {
  readonly configPath: string;
  readonly configText: string;
  /** Links resolved. */
  readonly weightsPath: string;
}

/** Finds both files and reads the config; InputError saying what the folder lacks or holds instead. */
export async function findModelFiles(folder: string): Promise<ModelFiles> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`missing model folder ${folder} (${error.code})`);
  });
  refuseOtherLayouts(folder, names);
  const configPath = join(folder, CONFIG_FILE);
  if (!names.includes(CONFIG_FILE))
    throw new InputError(
      `missing ${configPath} (no such file): a model folder holds ${WEIGHTS_FILE} and ${CONFIG_FILE}`,
    );
  const config = await readRegular(configPath, "json-bytes");
  if (config === undefined)
    throw new InputError(`missing ${configPath}: its link leads nowhere; fetch the config again`);
  const name = WEIGHTS_FILES.find((each) => names.includes(each));
  const weightsPath = await realpath(join(folder, name ?? WEIGHTS_FILE)).catch(() => {
    throw missingWeights(folder, names);
  });
  return { configPath, configText: config.toString("utf8"), weightsPath };
}

function refuseOtherLayouts(folder: string, names: readonly string[]): void {
  const faults: string[] = [];
  if (!names.includes(CONFIG_FILE) && names.includes(TRANSFORMERS_CONFIG))
    faults.push(`it has the layout of Hugging Face transformers (${TRANSFORMERS_CONFIG})`);
  const sharded = names.find((name) => SHARD_INDEX.test(name)) ?? names.find((name) => SHARD.test(name));
  if (sharded !== undefined && !WEIGHTS_FILES.some((name) => names.includes(name)))
    faults.push(`its weights lie in shards (${shownText(sharded, SHOWN_NAME)})`);
  if (faults.length === 0) return;
  throw new InputError(
    `invalid model folder ${folder}: ${faults.join(", ")}; convert it to open_clip's, ${CONFIG_FILE} with all weights in one ${WEIGHTS_FILE}`,
  );
}

function missingWeights(folder: string, names: readonly string[]): InputError {
  if (names.includes(WEIGHTS_FILE)) {
    return new InputError(
      `missing ${join(folder, WEIGHTS_FILE)}: its link leads nowhere; fetch the weights again`,
    );
  }
  const others = names.filter((name) => /\.(safetensors|bin|pt|pth|ckpt)$/.test(name));
  const why =
    others.length > 0
      ? `; the folder holds ${listed(others.map((name) => shownText(name, SHOWN_NAME)))}, under names that are not open_clip's`
      : "";
  return new InputError(`missing ${join(folder, WEIGHTS_FILE)}${why}`);
}
