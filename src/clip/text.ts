// CLIP's text tower (open_clip: encode_text): causal, pooled at the end token. Tokens after the end token cannot
// reach it, so the context is cut to the longest text: exact, and several times cheaper.

import { tensor } from "../core/tensor.ts";
import { add, gatherRows, matmul, reshape, slice } from "../graph/ops/index.ts";
import { constant, type Value } from "../graph/value.ts";
import type { ClipConfig } from "./config.ts";
import { normalize, transformer, type WeightSource } from "./transformer.ts";

const FORBIDDEN = -1e9;

/** One text's token ids, padded with zeros, and where its end token stands. */
export interface TokenizedText {
  readonly ids: ArrayLike<number>;
  readonly endIndex: number;
  /** Tokens with start and end, before the text was cut to the context: at most the number of ids where it is whole. */
  readonly length: number;
}

/**
 * Texts → un-normalised embeddings [texts, embedDim]. `embed` looks the ids' rows [ids, width] up; by default in the
 * checkpoint's whole table.
 */
export function encodeTexts(
  texts: readonly TokenizedText[],
  weights: WeightSource,
  config: ClipConfig,
  embed: (ids: readonly number[]) => Value = (ids) =>
    gatherRows(weights("token_embedding.weight", [config.text.vocabSize, config.text.width]), ids),
): Value {
  const { width, contextLength } = config.text;
  const length = Math.max(...texts.map(({ endIndex }) => endIndex)) + 1;
  const ids = texts.flatMap((text) => Array.from({ length }, (_, index) => text.ids[index] ?? 0));
  const positions = slice(weights("positional_embedding", [contextLength, width]), 0, 0, length);
  const tokens = add(reshape(embed(ids), [texts.length, length, width]), positions);
  const shape = { ...config.text, quickGelu: config.quickGelu };
  const encoded = transformer(tokens, weights, "transformer", shape, causalMask(length));
  const ends = texts.map(({ endIndex }, index) => index * length + endIndex);
  const pooled = gatherRows(reshape(encoded, [texts.length * length, width]), ends);
  return matmul(normalize(pooled, weights, "ln_final"), weights("text_projection", [width, config.embedDim]));
}

function causalMask(length: number): Value {
  const mask = new Float32Array(length * length);
  for (let row = 0; row < length; row++) mask.fill(FORBIDDEN, row * length + row + 1, (row + 1) * length);
  return constant(tensor([length, length], mask));
}
