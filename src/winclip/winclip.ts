// Equation (2): w(x), WinCLIP's zero-shot anomaly scores on the patch grid (anomalib's arithmetic, full gradient).

import type { ClipConfig } from "../clip/config.ts";
import type { WeightSource } from "../clip/transformer.ts";
import { embedPatches, encodeTokens, gridSize, normalizeColours, poolClassToken } from "../clip/vision.ts";
import type { Preset } from "../core/preset.ts";
import { gatherRows, reshape, stopGradient } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { aggregateWindows, anomalyScore, combineScales } from "./scores.ts";
import { WINDOW_SCALES, windowPatches } from "./windows.ts";

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

/**
 * Images [P, 3, S, S] in [0, 1] and text [2, E] → scores. Where the gradient goes through the image score alone, the
 * windows' scores are constants to it.
 */
export function winclip(
  images: Value,
  text: Value,
  weights: WeightSource,
  config: ClipConfig,
  gradientThrough: Preset["gradientThrough"] = "windows and image score",
): WinclipScores {
  const embeddings = winclipEmbeddings(images, weights, config);
  const detached = (windows: Value): Value =>
    gradientThrough === "image score" ? stopGradient(windows) : windows;
  const imageScore = anomalyScore(embeddings.image, text);
  const grids = [...embeddings.windows].map(([side, windows]) =>
    aggregateWindows(anomalyScore(detached(windows), text), gridSize(config), side),
  );
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
  const tokens = embedPatches(normalizeColours(images, config), weights, config);
  const encode = (group: Value): Value =>
    poolClassToken(encodeTokens(group, weights, config), weights, config);
  const windows = new Map<number, Value>();
  for (const side of WINDOW_SCALES) {
    const cut = cutWindows(tokens, gridSize(config), side);
    windows.set(
      side,
      reshape(encode(cut), [
        images.shape[0] ?? 1,
        windowPatches(gridSize(config), side).length,
        config.embedDim,
      ]),
    );
  }
  return { image: encode(tokens), windows };
}

/** Tokens [P, 1 + g², width] → [P · windows, 1 + side², width], the class token first. */
function cutWindows(tokens: Value, grid: number, side: number): Value {
  const windows = windowPatches(grid, side);
  const indices = windows.flatMap((patches) => [0, ...patches.map((patch) => patch + 1)]);
  const width = tokens.shape[2] ?? 1;
  return reshape(gatherRows(tokens, indices), [
    (tokens.shape[0] ?? 1) * windows.length,
    1 + side * side,
    width,
  ]);
}
