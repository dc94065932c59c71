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
  transposeMatrix,
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
 * What a block's attention reads: its tokens and their projections, in one shape; for attention itself [T, N, width],
 * token by token, so that a product over heads reads them where they lie, as rows a stride apart.
 */
export interface BlockInput {
  readonly tokens: Value;
  readonly queries: Value;
  readonly keys: Value;
  readonly values: Value;
}

/** Which tokens the last block is asked for: the others cost little there. */
export type Readout = "all tokens" | "class token";

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
  const first = enterBlocks(transpose(tokens, [1, 0, 2]), weights, prefix, shape);
  const options = { readout: "all tokens" as const, ...(mask && { mask }) };
  return transpose(finishBlocks(first, weights, prefix, shape, options), [1, 0, 2]);
}

/** Tokens [..., width] → what the first block's attention reads; each token by itself, whatever its neighbours. */
export function enterBlocks(
  tokens: Value,
  weights: WeightSource,
  prefix: string,
  shape: TransformerShape,
): BlockInput {
  return project(tokens, weights, `${prefix}.resblocks.0`, shape);
}

/** From the first block's input through all blocks → [T, N, width], or [1, N, width] for the class token alone. */
export function finishBlocks(
  first: BlockInput,
  weights: WeightSource,
  prefix: string,
  shape: TransformerShape,
  { readout, mask }: { readonly readout: Readout; readonly mask?: Value },
): Value {
  const name = (layer: number): string => `${prefix}.resblocks.${layer}`;
  const last = shape.layers - 1;
  let input = last === 0 ? read(first, readout) : first;
  for (let layer = 0; ; layer++) {
    const joined = attention(input, shape, mask);
    const tokens = afterAttention(input.tokens, joined, weights, name(layer), shape);
    if (layer === last) return tokens;
    if (layer + 1 === last && readout === "class token") return readBlock(tokens, weights, name(last), shape);
    input = project(tokens, weights, name(layer + 1), shape);
  }
}

/**
 * A block for the class token alone, [T, N, width] → [1, N, width]. Its one query goes through the keys' weights and the
 * sum of tokens that it asks for through the values', instead of every token through both: equal, since products may be
 * taken in any order, and cheaper for more than one token. The keys' bias adds the same to every score, which softmax
 * does not see.
 */
function readBlock(tokens: Value, weights: WeightSource, name: string, shape: TransformerShape): Value {
  const { width, heads } = shape;
  const [, count = 1] = tokens.shape;
  const headWidth = width / heads;
  const normal = normalize(tokens, weights, `${name}.ln_1`);
  const part = (index: number): [Value, Value] => projection(weights, name, width, index);
  const ofHeads = (matrix: Value): Value => reshape(matrix, [heads, headWidth, width]);
  const [keys, [values, valueBias]] = [part(1)[0], part(2)];
  const query = scale(dense(chosen(normal, "class token"), ...part(0)), headWidth ** -0.5);
  const perHead = transpose(reshape(query, [count, heads, headWidth]), [1, 0, 2]);
  const asked = transpose(matmul(perHead, ofHeads(keys)), [1, 0, 2]);
  const shares = softmax(matmul(asked, transpose(normal, [1, 2, 0])));
  const sums = transpose(matmul(shares, transpose(normal, [1, 0, 2])), [1, 0, 2]);
  const read = transpose(matmul(sums, transposeMatrix(ofHeads(values))), [1, 0, 2]);
  const joined = add(reshape(read, [1, count, width]), valueBias);
  return afterAttention(chosen(tokens, "class token"), joined, weights, name, shape);
}

/** The tokens that are asked for, attending to all. */
function read({ tokens, queries, keys, values }: BlockInput, readout: Readout): BlockInput {
  return { tokens: chosen(tokens, readout), queries: chosen(queries, readout), keys, values };
}

function chosen(tokens: Value, readout: Readout): Value {
  return readout === "all tokens" ? tokens : slice(tokens, 0, 0, 1);
}

/** Layer normalisation by name, over the last axis. */
export function normalize(input: Value, weights: WeightSource, name: string): Value {
  const width = [input.shape.at(-1) ?? 1];
  return layerNormalization(input, weights(`${name}.weight`, width), weights(`${name}.bias`, width));
}

/** A linear layer on [..., in] → [..., out]. */
function dense(input: Value, matrix: Value, bias: Value): Value {
  const inputWidth = input.shape.at(-1) ?? 1;
  const rows = input.shape.slice(0, -1).reduce((product, extent) => product * extent, 1);
  const flat = linear(reshape(input, [rows, inputWidth]), matrix, bias);
  return reshape(flat, [...input.shape.slice(0, -1), matrix.shape[0] ?? 1]);
}

function named(weights: WeightSource, name: string, width: number, inputWidth: number): [Value, Value] {
  return [weights(`${name}.weight`, [width, inputWidth]), weights(`${name}.bias`, [width])];
}

/** ln_1, then the three projections, each with its own rows of in_proj. */
function project(
  tokens: Value,
  weights: WeightSource,
  name: string,
  { width }: TransformerShape,
): BlockInput {
  const normal = normalize(tokens, weights, `${name}.ln_1`);
  const part = (index: number): Value => dense(normal, ...projection(weights, name, width, index));
  return { tokens, queries: part(0), keys: part(1), values: part(2) };
}

/** The rows of in_proj that make queries (0), keys (1) or values (2): a matrix [width, width] and its bias. */
function projection(weights: WeightSource, name: string, width: number, index: number): [Value, Value] {
  const rows = (of: Value): Value => slice(of, 0, index * width, (index + 1) * width);
  return [
    rows(weights(`${name}.attn.in_proj_weight`, [3 * width, width])),
    rows(weights(`${name}.attn.in_proj_bias`, [3 * width])),
  ];
}

/** What follows a block's attention: out_proj, and the MLP, each added to what came in. */
function afterAttention(
  tokens: Value,
  joined: Value,
  weights: WeightSource,
  name: string,
  shape: TransformerShape,
): Value {
  const { width, mlpWidth } = shape;
  const attended = add(tokens, dense(joined, ...named(weights, `${name}.attn.out_proj`, width, width)));
  const normal = normalize(attended, weights, `${name}.ln_2`);
  const hidden = dense(normal, ...named(weights, `${name}.mlp.c_fc`, mlpWidth, width));
  const activated = shape.quickGelu ? quickGelu(hidden) : gelu(hidden);
  return add(attended, dense(activated, ...named(weights, `${name}.mlp.c_proj`, width, mlpWidth)));
}

/** Heads attend separately; [Q, N, width] for queries [Q, N, width] and keys and values [T, N, width]. */
function attention(
  { queries, keys, values }: BlockInput,
  { width, heads }: TransformerShape,
  mask: Value | undefined,
): Value {
  const headWidth = width / heads;
  const perHead = (input: Value, axes: readonly number[]): Value =>
    transpose(reshape(input, [input.shape[0] ?? 1, (input.shape[1] ?? 1) * heads, headWidth]), axes);
  const scaled = scale(perHead(queries, [1, 0, 2]), headWidth ** -0.5);
  const scores = matmul(scaled, perHead(keys, [1, 2, 0]));
  const shares = softmax(mask === undefined ? scores : add(scores, mask));
  const weighted = matmul(shares, perHead(values, [1, 0, 2]));
  return reshape(transpose(weighted, [1, 0, 2]), queries.shape);
}
