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
  slice,
  subtract,
  transpose,
} from "../graph/ops/index.ts";
import { constant, type Value } from "../graph/value.ts";
import type { ClipConfig } from "./config.ts";
import { normalize, transformer, type WeightSource } from "./transformer.ts";

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
  const shape = { ...config.vision, quickGelu: config.quickGelu };
  return transformer(normalize(tokens, weights, "visual.ln_pre"), weights, "visual.transformer", shape);
}

/** Encoded tokens [N, T, width] → embeddings [N, embedDim]: the class token, ln_post, projection. */
export function poolClassToken(encoded: Value, weights: WeightSource, config: ClipConfig): Value {
  const { width } = config.vision;
  const classToken = reshape(slice(encoded, 1, 0, 1), [encoded.shape[0] ?? 1, width]);
  const projection = weights("visual.proj", [width, config.embedDim]);
  return matmul(normalize(classToken, weights, "visual.ln_post"), projection);
}

/** Images [P, 3, S, S] in [0, 1] → un-normalised embeddings [P, embedDim] (open_clip: encode_image). */
export function encodeImages(images: Value, weights: WeightSource, config: ClipConfig): Value {
  const tokens = embedPatches(normalizeColours(images, config), weights, config);
  return poolClassToken(encodeTokens(tokens, weights, config), weights, config);
}

function channelTensor(values: readonly number[]): Tensor {
  return tensor([1, values.length, 1, 1], values);
}
