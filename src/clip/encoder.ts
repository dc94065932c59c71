// Embeddings of pictures and texts, as open_clip's encode_image and encode_text give them.

import { present } from "../core/errors.ts";
import type { RgbImage } from "../core/image.ts";
import { type Tensor, tensor } from "../core/tensor.ts";
import { toOnnx } from "../graph/onnx.ts";
import { reshape } from "../graph/ops/index.ts";
import type { Engine } from "../graph/session.ts";
import { parameter } from "../graph/value.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { checkFiniteOutput } from "./finite-output.ts";
import { encodeTexts, type TokenizedText } from "./text.ts";
import { encodeImages } from "./vision.ts";
import { checkpointWeights } from "./weights.ts";

/**
 * Un-normalised embeddings [images, embedDim]; images are [3, S, S] in [0, 1] at the checkpoint's size. InputError where
 * the weights give no numbers.
 */
export async function embedImages(
  images: readonly RgbImage[],
  checkpoint: Checkpoint,
  engine: Engine,
): Promise<Tensor> {
  const { imageSize, embedDim } = checkpoint.config;
  const picture = reshape(parameter("image", [3, imageSize, imageSize]), [1, 3, imageSize, imageSize]);
  const embedding = encodeImages(picture, checkpointWeights(checkpoint), checkpoint.config);
  const session = await engine.open(toOnnx({ embedding }));
  const rows = new Float32Array(images.length * embedDim);
  for (const [index, image] of images.entries()) {
    const results = await session.run({ image: tensor([3, imageSize, imageSize], image.data) });
    rows.set(present(results["embedding"], "embedding").data, index * embedDim);
  }
  await session.close();
  checkFiniteOutput(rows, "the pictures' embeddings", checkpoint.folder);
  return tensor([images.length, embedDim], rows);
}

/**
 * Un-normalised embeddings [texts, embedDim], computed in groups so that any number of texts fits. InputError where the
 * weights give no numbers.
 */
export async function embedTexts(
  texts: readonly TokenizedText[],
  checkpoint: Checkpoint,
  engine: Engine,
  group = 64,
): Promise<Tensor> {
  const { embedDim } = checkpoint.config;
  const rows = new Float32Array(texts.length * embedDim);
  for (let first = 0; first < texts.length; first += group) {
    const embedding = encodeTexts(
      texts.slice(first, first + group),
      checkpointWeights(checkpoint),
      checkpoint.config,
    );
    const session = await engine.open(toOnnx({ embedding }));
    const results = await session.run({});
    rows.set(present(results["embedding"], "embedding").data, first * embedDim);
    await session.close();
  }
  checkFiniteOutput(rows, "the texts' embeddings", checkpoint.folder);
  return tensor([texts.length, embedDim], rows);
}
