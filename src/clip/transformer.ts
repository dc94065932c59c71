// The residual transformer that both towers share (open_clip: Transformer, ResidualAttentionBlock).

import type { Shape } from "../core/tensor.ts";
import {
  add,
  gelu,
  layerNormalization,
  linear,
  matmul,
  quickGelu,
  reshape,
  scale,
  slice,
  softmax,
  transpose,
} from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";

/** Gives the weight of an open_clip name, viewed in `shape`: from a checkpoint, or as a parameter while training. */
export type WeightSource = (name: string, shape: Shape) => Value;

export interface TransformerShape {
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
  readonly mlpWidth: number;
  readonly quickGelu: boolean;
}

/**
 * Tokens [N, T, width] through all blocks → [N, T, width]. `mask` is added to the attention scores, [T, T].
 * `prefix` names the tower: "visual.transformer" or "transformer".
 */
export function transformer(
  tokens: Value,
  weights: WeightSource,
  prefix: string,
  shape: TransformerShape,
  mask?: Value,
): Value {
  let current = tokens;
  for (let layer = 0; layer < shape.layers; layer++) {
    current = block(current, weights, `${prefix}.resblocks.${layer}`, shape, mask);
  }
  return current;
}

/** Layer normalisation by name, over the last axis. */
export function normalize(input: Value, weights: WeightSource, name: string): Value {
  const width = [input.shape.at(-1) ?? 1];
  return layerNormalization(input, weights(`${name}.weight`, width), weights(`${name}.bias`, width));
}

/** A linear layer by name on [N, T, in] → [N, T, out]. */
function dense(input: Value, weights: WeightSource, [matrix, bias]: [string, string], width: number): Value {
  const inputWidth = input.shape.at(-1) ?? 1;
  const rows = input.shape.slice(0, -1).reduce((product, extent) => product * extent, 1);
  const flat = linear(
    reshape(input, [rows, inputWidth]),
    weights(matrix, [width, inputWidth]),
    weights(bias, [width]),
  );
  return reshape(flat, [...input.shape.slice(0, -1), width]);
}

function block(
  tokens: Value,
  weights: WeightSource,
  name: string,
  shape: TransformerShape,
  mask: Value | undefined,
): Value {
  const attended = add(
    tokens,
    attention(normalize(tokens, weights, `${name}.ln_1`), weights, `${name}.attn`, shape, mask),
  );
  const hidden = dense(
    normalize(attended, weights, `${name}.ln_2`),
    weights,
    [`${name}.mlp.c_fc.weight`, `${name}.mlp.c_fc.bias`],
    shape.mlpWidth,
  );
  const activated = shape.quickGelu ? quickGelu(hidden) : gelu(hidden);
  return add(
    attended,
    dense(activated, weights, [`${name}.mlp.c_proj.weight`, `${name}.mlp.c_proj.bias`], shape.width),
  );
}

function attention(
  tokens: Value,
  weights: WeightSource,
  name: string,
  { width, heads }: TransformerShape,
  mask: Value | undefined,
): Value {
  const [count, length] = [tokens.shape[0] ?? 1, tokens.shape[1] ?? 1];
  const headWidth = width / heads;
  const projected = dense(tokens, weights, [`${name}.in_proj_weight`, `${name}.in_proj_bias`], 3 * width);
  const part = (index: number, axes: readonly number[]): Value =>
    transpose(
      reshape(slice(projected, 2, index * width, (index + 1) * width), [count, length, heads, headWidth]),
      axes,
    );
  const queries = scale(part(0, [0, 2, 1, 3]), headWidth ** -0.5);
  const scores = matmul(queries, part(1, [0, 2, 3, 1]));
  const weighted = matmul(softmax(mask === undefined ? scores : add(scores, mask)), part(2, [0, 2, 1, 3]));
  const joined = reshape(transpose(weighted, [0, 2, 1, 3]), [count, length, width]);
  return dense(joined, weights, [`${name}.out_proj.weight`, `${name}.out_proj.bias`], width);
}
