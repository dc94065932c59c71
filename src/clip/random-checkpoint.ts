// A checkpoint of random weights in any size, for tests and benchmarks at full size: values of the same spread as
// open_clip's initialisation (CLIP.init_parameters), so that activations and gradients neither vanish nor explode.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { random } from "../core/random.ts";
import { elementCount, type Shape } from "../core/tensor.ts";
import { writeFailure, writeFileAtomic } from "../core/write-file.ts";
import { type ClipConfig, formatConfig, type TowerShape } from "./config.ts";
import { CONFIG_FILE, expectedTensors, WEIGHTS_FILE } from "./names.ts";
import { type WrittenTensor, writeSafetensors } from "./safetensors.ts";

/** open_clip's logit_scale at the start: ln(1 / 0.07). */
const LOGIT_SCALE = Math.log(1 / 0.07);

/**
 * Writes FOLDER (made where missing) with open_clip_model.safetensors and open_clip_config.json: the same bytes for
 * the same config, seed and dtype. Weights are uniform (several times cheaper to draw than normal ones at 10⁸ values)
 * around 0, LayerNorm's around 1. One tensor in memory at a time; InputError where the folder cannot be written.
 */
export async function writeRandomCheckpoint(
  folder: string,
  config: ClipConfig,
  seed: number,
  { dtype = "F32" }: { readonly dtype?: "F32" | "F16" } = {},
): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw writeFailure(folder, error);
  });
  const tensors = randomTensors(config, seed, dtype);
  const scale = {
    name: "logit_scale",
    shape: [],
    dtype: "F32" as const,
    values: () => Float32Array.of(LOGIT_SCALE),
  };
  await writeSafetensors(join(folder, WEIGHTS_FILE), [...tensors, scale], {
    format: "pt",
    seed: String(seed),
  });
  await writeFileAtomic(join(folder, CONFIG_FILE), formatConfig(config));
}

/** Every tensor of a config, in the checkpoint's order; its values are drawn when they are asked for. */
export function randomTensors(config: ClipConfig, seed: number, dtype: "F32" | "F16"): WrittenTensor[] {
  return [...expectedTensors(config)].map(([name, shape]) => ({
    name,
    shape,
    dtype,
    values: () => randomValues(name, shape, config, seed),
  }));
}

function randomValues(name: string, shape: Shape, config: ClipConfig, seed: number): Float32Array {
  const source = random("random-checkpoint", seed, name);
  const centre = /(^|\.)ln_\w+\.weight$/.test(name) ? 1 : 0;
  const reach = Math.sqrt(3) * deviation(name, shape, config);
  const values = new Float32Array(elementCount(shape));
  for (let index = 0; index < values.length; index++) {
    values[index] = centre + reach * (2 * source.next() - 1);
  }
  return values;
}

/** Standard deviation of a tensor's values; biases and LayerNorms, constant at first, get a spread of their own. */
function deviation(name: string, shape: Shape, config: ClipConfig): number {
  const tower: TowerShape = name.startsWith("visual.") ? config.vision : config.text;
  if (name === "token_embedding.weight" || name.endsWith("bias") || name.includes("ln_")) return 0.02;
  if (name === "positional_embedding") return 0.01;
  if (name.endsWith("conv1.weight")) return elementCount(shape.slice(1)) ** -0.5;
  if (name.endsWith("c_fc.weight")) return (2 * tower.width) ** -0.5;
  const isProjectedBack = name.endsWith("out_proj.weight") || name.endsWith("c_proj.weight");
  return tower.width ** -0.5 * (isProjectedBack ? (2 * tower.layers) ** -0.5 : 1);
}
