// The graph of one training step of the vision tower: whole pictures and sampled windows told apart as normal or
// anomalous at WinCLIP's temperature, against one normal and one anomalous anchor vector per class.

import type { ClipConfig } from "../clip/config.ts";
import type { WeightSource } from "../clip/transformer.ts";
import { embedPatches, embedTokens, gridSize, normalizeColours } from "../clip/vision.ts";
import { InvariantError } from "../core/errors.ts";
import { anomalyLogit } from "../detector/winclip/scores.ts";
import {
  add,
  exp,
  log,
  matmul,
  multiply,
  negate,
  offset,
  reshape,
  scale,
  subtract,
  sum,
} from "../graph/ops/index.ts";
import { parameter, type Value } from "../graph/value.ts";

/** A batch's size: pictures, and windows per picture for each side. */
export interface BatchShape {
  readonly pictures: number;
  readonly windows: ReadonlyMap<number, number>;
}

export const ANCHORS = "anchors";

/** Share of the opposite label that every picture and window keeps. */
const SMOOTHING = 0.03;

/**
 * Mean cross-entropy of a batch. Feeds: images [B, 3, S, S], classes [B, C] one-hot, label [B, 1] and labelWeight
 * [B, 1]; per side k: select_k [B, windows·(k²+1), 1+g²] one-hot rows, label_k and labelWeight_k [B, windows]. Labels are ±1 (+1
 * anomalous), weights sum to 1 over a group.
 */
export function trainingLoss(
  weights: WeightSource,
  config: ClipConfig,
  classes: number,
  { pictures, windows }: BatchShape,
): Value {
  const size = config.imageSize;
  const images = parameter("images", [pictures, 3, size, size]);
  const anchors = weights(ANCHORS, [classes, 2, config.embedDim]);
  const own = matmul(
    parameter("classes", [pictures, classes]),
    reshape(anchors, [classes, 2 * config.embedDim]),
  );
  const text = reshape(own, [pictures, 2, config.embedDim]);
  const tokens = embedPatches(normalizeColours(images, config), weights, config);
  const patches = gridSize(config) ** 2;
  let loss = groupLoss(tokens, text, weights, config, { pictures, count: 1, suffix: "" });
  for (const [side, count] of windows) {
    const select = parameter(`select_${side}`, [pictures, count * (side * side + 1), 1 + patches]);
    const cut = reshape(matmul(select, tokens), [pictures * count, side * side + 1, config.vision.width]);
    loss = add(loss, groupLoss(cut, text, weights, config, { pictures, count, suffix: `_${side}` }));
  }
  return loss;
}

function groupLoss(
  tokens: Value,
  text: Value,
  weights: WeightSource,
  config: ClipConfig,
  { pictures, count, suffix }: { pictures: number; count: number; suffix: string },
): Value {
  if (tokens.shape[0] !== pictures * count) throw new InvariantError("a group's tokens do not fit its batch");
  const embeddings = embedTokens(tokens, weights, config);
  const perPicture = reshape(embeddings, [pictures, count, config.embedDim]);
  const logits = anomalyLogit(perPicture, text);
  const wrongness = negate(multiply(logits, parameter(`label${suffix}`, [pictures, count])));
  // Label smoothing: −log σ(z) + ε·z, so that scores stay graded instead of running to 0 and 1.
  const losses = subtract(log(offset(exp(wrongness), 1)), scale(wrongness, SMOOTHING));
  return reshape(sum(multiply(losses, parameter(`labelWeight${suffix}`, [pictures, count])), [0, 1]), []);
}
