// CLIP's vision tower (open_clip: VisionTransformer) in the pieces WinCLIP needs: tokens, encoding, pooling.

import type { Tensor } from "../core/tensor.ts";
import { tensor } from "../core/tensor.ts";
import {
  add,
  broadcastTo,
  concat,
  divide,
  linear,
  matmul,
  reshape,
  subtract,
  transpose,
} from "../graph/ops/index.ts";
import { constant, type Value } from "../graph/value.ts";
import type { ClipConfig } from "./config.ts";
import {
  type BlockInput,
  enterBlocks,
  finishBlocks,
  normalize,
  type TransformerShape,
  transformer,
  type WeightSource,
} from "./transformer.ts";

const BLOCKS = "visual.transformer";

/** Patches per side. */
export function gridSize({ imageSize, patchSize }: ClipConfig): number {
  return Math.floor(imageSize / patchSize);
}

/** (x − mean)/std of the checkpoint; images [P, 3, S, S] in [0, 1]. */
export function normalizeColours(images: Value, { mean, std }: ClipConfig): Value {
  const perChannel = (values: readonly number[]): Value => constant(channelTensor(values));
  return divide(subtract(images, perChannel(mean)), perChannel(std));
}

/** Normalised images [P, 3, S, S] → class token and patches with position embeddings, before ln_pre: [P, 1 + g², width]. */
export function embedPatches(images: Value, weights: WeightSource, config: ClipConfig): Value {
  const { patchSize, vision } = config;
  const [count, grid] = [images.shape[0] ?? 1, gridSize(config)];
  const patchValues = 3 * patchSize * patchSize;
  const split = reshape(images, [count, 3, grid, patchSize, grid, patchSize]);
  const patches = reshape(transpose(split, [0, 2, 4, 1, 3, 5]), [count * grid * grid, patchValues]);
  const embedded = linear(patches, weights("visual.conv1.weight", [vision.width, patchValues]));
  const classToken = broadcastTo(weights("visual.class_embedding", [1, 1, vision.width]), [
    count,
    1,
    vision.width,
  ]);
  const tokens = concat([classToken, reshape(embedded, [count, grid * grid, vision.width])], 1);
  return add(tokens, weights("visual.positional_embedding", [1 + grid * grid, vision.width]));
}

/** Tokens [N, T, width], before ln_pre → after all blocks, [N, T, width]. */
export function encodeTokens(tokens: Value, weights: WeightSource, config: ClipConfig): Value {
  return transformer(normalize(tokens, weights, "visual.ln_pre"), weights, BLOCKS, shapeOf(config));
}

/**
 * Tokens [..., width], before ln_pre → what the first block's attention reads. Each token by itself: windows may be
 * cut from the result instead of from the tokens.
 */
export function enterTower(tokens: Value, weights: WeightSource, config: ClipConfig): BlockInput {
  return enterBlocks(normalize(tokens, weights, "visual.ln_pre"), weights, BLOCKS, shapeOf(config));
}

/** From the first block's input, [T, N, width] each, to embeddings [N, embedDim]: the class token, ln_post, projection. */
export function embedClassToken(first: BlockInput, weights: WeightSource, config: ClipConfig): Value {
  const { width } = config.vision;
  const encoded = finishBlocks(first, weights, BLOCKS, shapeOf(config), { readout: "class token" });
  const classToken = reshape(encoded, [encoded.shape[1] ?? 1, width]);
  const projection = weights("visual.proj", [width, config.embedDim]);
  return matmul(normalize(classToken, weights, "visual.ln_post"), projection);
}

/** Tokens [N, T, width], before ln_pre → embeddings [N, embedDim]. */
export function embedTokens(tokens: Value, weights: WeightSource, config: ClipConfig): Value {
  return embedClassToken(enterTower(transpose(tokens, [1, 0, 2]), weights, config), weights, config);
}

/** Images [P, 3, S, S] in [0, 1] → un-normalised embeddings [P, embedDim] (open_clip: encode_image). */
export function encodeImages(images: Value, weights: WeightSource, config: ClipConfig): Value {
  return embedTokens(embedPatches(normalizeColours(images, config), weights, config), weights, config);
}

function shapeOf({ vision, quickGelu }: ClipConfig): TransformerShape {
  return { ...vision, quickGelu };
}

function channelTensor(values: readonly number[]): Tensor {
  return tensor([1, values.length, 1, 1], values);
}
