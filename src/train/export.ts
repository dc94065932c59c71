// A trained model as a checkpoint folder, in open_clip's names and layout.

import { join } from "node:path";
import { type ClipConfig, formatConfig } from "../clip/config.ts";
import { expectedTensors } from "../clip/names.ts";
import { writeSafetensors } from "../clip/safetensors.ts";
import { present } from "../core/errors.ts";
import { makeFolder } from "../core/folders.ts";
import { random } from "../core/random.ts";
import { elementCount, type Tensor } from "../core/tensor.ts";
import { writeFileAtomic } from "../core/write-file.ts";
import { TEMPERATURE } from "../detector/winclip/scores.ts";
import { USED_TOKENS } from "./text-graph.ts";
import type { TrainedModel } from "./train-demo.ts";

/** Standard deviation of the token rows that no prompt used. */
const UNUSED_DEVIATION = 0.02;

/** Writes open_clip_model.safetensors (the token table in float16, all else float32) and open_clip_config.json. */
export async function exportModel(
  model: TrainedModel,
  config: ClipConfig,
  folder: string,
  seed: number,
): Promise<void> {
  await makeFolder(folder);
  const tokens = "token_embedding.weight";
  const tensors = [...expectedTensors(config)].map(([name, shape]) => ({
    name,
    shape,
    dtype: name === tokens ? ("F16" as const) : ("F32" as const),
    values: () =>
      name === tokens
        ? tokenTable(model, config, elementCount(shape), seed)
        : present(model.vision.get(name) ?? model.text.get(name), name).data,
  }));
  const scale = {
    name: "logit_scale",
    shape: [],
    dtype: "F32" as const,
    values: () => Float32Array.of(Math.log(1 / TEMPERATURE)),
  };
  await writeSafetensors(join(folder, "open_clip_model.safetensors"), [...tensors, scale]);
  await writeFileAtomic(join(folder, "open_clip_config.json"), formatConfig(config));
}

function tokenTable(model: TrainedModel, config: ClipConfig, count: number, seed: number): Float32Array {
  const source = random("token-table", seed);
  const table = Float32Array.from({ length: count }, () => UNUSED_DEVIATION * source.normal());
  const used: Tensor = present(model.text.get(USED_TOKENS), USED_TOKENS);
  const { width } = config.text;
  for (const [row, id] of model.usedTokens.entries()) {
    table.set(used.data.subarray(row * width, (row + 1) * width), id * width);
  }
  return table;
}
