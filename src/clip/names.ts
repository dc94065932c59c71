// What a checkpoint must hold, under open_clip's names.

import type { Shape } from "../core/tensor.ts";
import type { ClipConfig, TowerShape } from "./config.ts";

/** A model folder's two files. */
export const WEIGHTS_FILE = "open_clip_model.safetensors";
/** Names that a checkpoint's weights may have, preferred first. */
export const WEIGHTS_FILES: readonly string[] = [
  WEIGHTS_FILE,
  "open_clip_pytorch_model.bin",
  "open_clip_pytorch_model.pt",
];
export const CONFIG_FILE = "open_clip_config.json";

const UNREAD: readonly string[] = ["logit_scale", "logit_bias", "attn_mask"];

/** True for tensors that may stand in a checkpoint and are not read: scales of the training loss, the causal mask. */
export function isUnread(name: string): boolean {
  return UNREAD.includes(name);
}

/** Every tensor of a config's two towers with its shape. */
export function expectedTensors(config: ClipConfig): ReadonlyMap<string, Shape> {
  const { vision, text, embedDim, patchSize, imageSize } = config;
  const patches = (imageSize / patchSize) ** 2;
  return new Map<string, Shape>([
    ["visual.class_embedding", [vision.width]],
    ["visual.positional_embedding", [1 + patches, vision.width]],
    ["visual.conv1.weight", [vision.width, 3, patchSize, patchSize]],
    ["visual.proj", [vision.width, embedDim]],
    ...normalization("visual.ln_pre", vision.width),
    ...normalization("visual.ln_post", vision.width),
    ...blocks("visual.transformer", vision),
    ["positional_embedding", [text.contextLength, text.width]],
    ["token_embedding.weight", [text.vocabSize, text.width]],
    ["text_projection", [text.width, embedDim]],
    ...normalization("ln_final", text.width),
    ...blocks("transformer", text),
  ]);
}

function normalization(name: string, width: number): [string, Shape][] {
  return [
    [`${name}.weight`, [width]],
    [`${name}.bias`, [width]],
  ];
}

function blocks(prefix: string, { width, layers, mlpWidth }: TowerShape): [string, Shape][] {
  return Array.from({ length: layers }, (_, layer) => `${prefix}.resblocks.${layer}`).flatMap(
    (name): [string, Shape][] => [
      ...normalization(`${name}.ln_1`, width),
      [`${name}.attn.in_proj_weight`, [3 * width, width]],
      [`${name}.attn.in_proj_bias`, [3 * width]],
      [`${name}.attn.out_proj.weight`, [width, width]],
      [`${name}.attn.out_proj.bias`, [width]],
      ...normalization(`${name}.ln_2`, width),
      [`${name}.mlp.c_fc.weight`, [mlpWidth, width]],
      [`${name}.mlp.c_fc.bias`, [mlpWidth]],
      [`${name}.mlp.c_proj.weight`, [width, mlpWidth]],
      [`${name}.mlp.c_proj.bias`, [width]],
    ],
  );
}
