// The pictures and windows of a batch in pieces that suit what computes them: their tokens are cut from the first
// block's input, which all of them share.

import type { ClipConfig } from "../../clip/config.ts";
import type { BlockInput, WeightSource } from "../../clip/transformer.ts";
import { embedPatches, enterTower, normalizeColours } from "../../clip/vision.ts";
import {
  broadcastTo,
  concat,
  gatherRows,
  reshape,
  slice,
  stopGradient,
  transpose,
} from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import { type WindowChoice, windowPatches } from "./windows.ts";

/** Tokens of a piece and numbers in one tensor of it, [tokens, width], at most, unless a single window or picture has more. */
export interface PieceSize {
  readonly tokens: number;
  readonly values: number;
}

/** 512 tokens of a published backbone: few enough for a cache and for little memory, enough for products at full speed. */
export const CACHE_PIECE: PieceSize = { tokens: 2 ** 11, values: 2 ** 19 };

/** 4,096 tokens of a published backbone: a graphics card waits for its next task less often, and is not filled by one piece. */
export const CARD_PIECE: PieceSize = { tokens: 2 ** 14, values: 2 ** 22 };

/** The first block's input of whole pictures: [P, 1 + g², width] each. */
export interface Source {
  readonly points: number;
  readonly input: BlockInput;
  /** The queries again, perhaps with rows behind them that no window reads. */
  readonly queries: Value;
}

/** Some windows of some of the pictures (a whole picture is its own largest window). */
export interface Piece {
  readonly firstPoint: number;
  readonly endPoint: number;
  /** Windows per picture. */
  readonly count: number;
  /** Their tokens, window by window, the class token first in each. */
  readonly tokens: readonly number[];
}

/** Images [P, 3, S, S] in [0, 1] → what their windows are cut from. */
export function tokensOf(images: Value, weights: WeightSource, config: ClipConfig): Source {
  const tokens = embedPatches(normalizeColours(images, config), weights, config);
  const input = enterTower(tokens, weights, config);
  return { points: images.shape[0] ?? 1, input, queries: input.queries };
}

/** The whole pictures, some points each. */
export function pictures({ points, input }: Source, size: PieceSize): Piece[] {
  const [, length = 1, width = 1] = input.tokens.shape;
  const tokens = Array.from({ length }, (_, index) => index);
  return spread(points, { length, width }, size).map(([firstPoint, endPoint]) => ({
    firstPoint,
    endPoint,
    count: 1,
    tokens,
  }));
}

/** The windows of a scale (see windowPatches), some of every picture each. */
export function windows(
  { points, input }: Source,
  grid: number,
  side: number,
  { size, choice = "all" }: { readonly size: PieceSize; readonly choice?: WindowChoice },
): Piece[] {
  const patches = windowPatches(grid, side, choice);
  const width = input.tokens.shape[2] ?? 1;
  return spread(patches.length, { length: points * (1 + side * side), width }, size).map(([first, end]) => ({
    firstPoint: 0,
    endPoint: points,
    count: end - first,
    tokens: patches.slice(first, end).flatMap((window) => [0, ...window.map((patch) => patch + 1)]),
  }));
}

/** A piece's input, [tokens per window, points · count, width] each, the windows of a point side by side. */
export function cut({ input, queries }: Source, { firstPoint, endPoint, count, tokens }: Piece): BlockInput {
  const points = endPoint - firstPoint;
  const length = tokens.length / count;
  const order = tokens.map((_, at) => tokens[(at % count) * length + Math.floor(at / count)] ?? 0);
  const take = (of: Value): Value => {
    const width = of.shape[2] ?? 1;
    const ofPoints = points === of.shape[0] ? of : slice(of, 0, firstPoint, endPoint);
    const rows = reshape(gatherRows(ofPoints, order), [points, length, count, width]);
    return reshape(points === 1 ? rows : transpose(rows, [1, 0, 2, 3]), [length, points * count, width]);
  };
  return {
    tokens: take(input.tokens),
    queries: take(queries),
    keys: take(input.keys),
    values: take(input.values),
  };
}

/**
 * The source for what comes next, which shall wait until `done` is computed: a runtime orders nodes by what they read,
 * so a row of each goes behind the queries, where no window looks.
 */
export function heldUntil(source: Source, done: readonly Value[]): Source {
  const { queries } = source.input;
  const [points, , width] = [source.points, 0, queries.shape[2] ?? 1];
  const rows = done.map((value) => {
    const corner = value.shape.reduce(
      (part, _, axis) => (axis === 2 ? part : slice(part, axis, 0, 1)),
      value,
    );
    return broadcastTo(reshape(stopGradient(corner), [1, 1, width]), [points, 1, width]);
  });
  return { ...source, queries: concat([queries, ...rows], 1) };
}

/** [0, count), each of `length` tokens of one width, in even stretches of what a piece holds at most. */
function spread(
  count: number,
  { length, width }: { readonly length: number; readonly width: number },
  { tokens, values }: PieceSize,
): [number, number][] {
  const most = Math.min(tokens, values / width);
  const pieces = Math.ceil(count / Math.max(1, Math.floor(most / length)));
  return Array.from({ length: pieces }, (_, piece) => [
    Math.floor((piece * count) / pieces),
    Math.floor(((piece + 1) * count) / pieces),
  ]);
}
