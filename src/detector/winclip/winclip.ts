// Equation (2): w(x), WinCLIP's zero-shot anomaly scores on the patch grid (anomalib's arithmetic, full gradient).

import type { ClipConfig } from "../../clip/config.ts";
import type { WeightSource } from "../../clip/transformer.ts";
import { embedClassToken, gridSize } from "../../clip/vision.ts";
import type { Preset } from "../../core/preset.ts";
import { gradientAhead } from "../../graph/gradient-ahead.ts";
import { concat, reshape, stopGradient } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import {
  CACHE_PIECE,
  cut,
  heldUntil,
  type Piece,
  type PieceSize,
  pictures,
  type Source,
  tokensOf,
  windows,
} from "./pieces.ts";
import { aggregateWindows, anomalyLogit, anomalyScore, combineScales } from "./scores.ts";
import { WINDOW_SCALES, type WindowChoice } from "./windows.ts";

/** Where a piece's windows stand in its input [tokens, windows, width]. */
const WINDOW_AXIS = 1;

export interface WinclipScores {
  /** [P, g²] */
  readonly grid: Value;
  /** [P] */
  readonly imageScore: Value;
}

export interface WinclipEmbeddings {
  /** [P, E] */
  readonly image: Value;
  /** Per window scale: [P, windows, E] */
  readonly windows: ReadonlyMap<number, Value>;
}

/** What of a graph's gradient will be asked for; "none" builds nothing for it. */
export type WinclipGradient = Preset["gradientThrough"] | "none";

export interface WinclipOptions {
  readonly gradient?: WinclipGradient;
  /** "all" unless scores may be approximate. */
  readonly windows?: WindowChoice;
  /** What is computed at once; a processor's cache's by default. Values stay the same but for rounding. */
  readonly pieceSize?: PieceSize;
}

/**
 * Images [P, 3, S, S] in [0, 1] and text [2, E] → scores. Where the gradient goes through the image score alone, the
 * windows' scores are constants to it.
 *
 * A picture's and a window's score depend on its own tokens alone. So with a gradient each piece is differentiated
 * as soon as its logits are known, with cotangent 1, and its activations are gone before the next piece begins; what the
 * logits mean to the loss multiplies the result afterwards. (Not the scores: a saturated one would make rows of gradients
 * vanish beside others.)
 */
export function winclip(
  images: Value,
  text: Value,
  weights: WeightSource,
  config: ClipConfig,
  {
    gradient = "windows and image score",
    windows: choice = "all",
    pieceSize: size = CACHE_PIECE,
  }: WinclipOptions = {},
): WinclipScores {
  let source: Source = tokensOf(images, weights, config);
  const scored = (piece: Piece, differentiated: boolean): Value => {
    const first = cut(source, piece);
    const logit = anomalyLogit(embedClassToken(first, weights, config), text);
    if (gradient === "none") return anomalyScore(logit);
    if (!differentiated) return stopGradient(anomalyScore(logit));
    const read = [first.tokens, first.queries, first.keys, first.values];
    const { value, derivatives } = gradientAhead(logit, read, WINDOW_AXIS);
    source = heldUntil(source, derivatives);
    return anomalyScore(value);
  };
  const imageScore = concat(
    pictures(source, size).map((piece) => scored(piece, true)),
    0,
  );
  const throughWindows = gradient === "windows and image score";
  const grids = WINDOW_SCALES.map((side) => {
    const perPiece = windows(source, gridSize(config), side, { size, choice }).map((piece) => {
      const scores = scored(piece, throughWindows);
      return reshape(scores, [source.points, piece.count]);
    });
    return aggregateWindows(concat(perPiece, 1), gridSize(config), side, choice);
  });
  return { grid: combineScales(grids, imageScore), imageScore };
}

/**
 * Embeddings of the whole picture and of every window. Windows are cut from the tokens before ln_pre, keep their
 * position embeddings, get the class token in front, and go through the tower alone.
 */
export function winclipEmbeddings(
  images: Value,
  weights: WeightSource,
  config: ClipConfig,
): WinclipEmbeddings {
  const source = tokensOf(images, weights, config);
  const embed = (piece: Piece): Value => embedClassToken(cut(source, piece), weights, config);
  const perScale = WINDOW_SCALES.map((side): [number, Value] => {
    const shape = (piece: Piece): number[] => [source.points, piece.count, config.embedDim];
    const pieces = windows(source, gridSize(config), side, { size: CACHE_PIECE });
    const embeddings = pieces.map((piece) => reshape(embed(piece), shape(piece)));
    return [side, concat(embeddings, 1)];
  });
  return { image: concat(pictures(source, CACHE_PIECE).map(embed), 0), windows: new Map(perScale) };
}
