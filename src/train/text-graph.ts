// The graph of one training step of the text tower: every prompt's embedding is drawn to its class's anchor.

import type { ClipConfig } from "../clip/config.ts";
import { encodeTexts, type TokenizedText } from "../clip/text.ts";
import type { WeightSource } from "../clip/transformer.ts";
import { present } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";
import { gatherRows, multiply, reshape, scale, subtract, sum } from "../graph/ops/index.ts";
import { constant, type Value } from "../graph/value.ts";

/** Name of the trained rows of the token table. */
export const USED_TOKENS = "used_tokens";

/**
 * Mean squared distance between the texts' embeddings and their targets [texts, E]. Only the rows of the token table
 * that the texts use are trained: `usedIds` in order.
 */
export function textLoss(
  texts: readonly TokenizedText[],
  targets: Tensor,
  usedIds: readonly number[],
  weights: WeightSource,
  config: ClipConfig,
): Value {
  const rows = new Map(usedIds.map((id, row) => [id, row]));
  const embed = (ids: readonly number[]): Value =>
    gatherRows(
      weights(USED_TOKENS, [usedIds.length, config.text.width]),
      ids.map((id) => present(rows.get(id), `token ${id}`)),
    );
  const error = subtract(encodeTexts(texts, weights, config, embed), constant(targets));
  return reshape(scale(sum(multiply(error, error), [0, 1]), 1 / texts.length), []);
}
