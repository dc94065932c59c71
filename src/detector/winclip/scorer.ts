// WinCLIP for one class: its graph, and what the graph is fed.

import type { Checkpoint } from "../../clip/checkpoint.ts";
import { checkFiniteOutput } from "../../clip/finite-output.ts";
import { gridSize } from "../../clip/vision.ts";
import { checkpointWeights } from "../../clip/weights.ts";
import type { Tensor } from "../../core/tensor.ts";
import { withInt8Products } from "../../graph/int8-pass.ts";
import type { Int8Type } from "../../graph/ops/index.ts";
import type { Engine } from "../../graph/session.ts";
import { parameter, type Value } from "../../graph/value.ts";
import type { Scorer } from "../detector.ts";
import { CACHE_PIECE, CARD_PIECE } from "./pieces.ts";
import { upsample } from "./upsample.ts";
import { winclip } from "./winclip.ts";

/**
 * The weights whose products are nearly all of a tower's work. The first block's projections are not among them: all
 * windows share them, so they cost little, and the gradient is most sensitive there.
 */
const IN_BLOCKS = /\.resblocks\.(?!0\.attn\.in_proj)/;

/** Points at once: more are not asked for. */
const LARGEST_BATCH = 5;

/** Tokens × width × layers of a batch that is taken without asking: keeps a gradient step below about 1.5 GB. */
const COMFORTABLE_BATCH = 60_000_000;

export interface WinclipSettings {
  readonly checkpoint: Checkpoint;
  readonly engine: Engine;
  readonly digest: string;
  /** The two text vectors [2, E] of a class. */
  readonly textVectors: (className: string) => Promise<Tensor>;
}

/** WinCLIP at its square, [P, 3, S, S] → maps in [0, 1]; drafts see fewer windows, in 8 bits where these are fast. */
export function winclipScorer(
  { checkpoint, engine, digest, textVectors }: WinclipSettings,
  className: string,
): Scorer {
  const { config, folder } = checkpoint;
  const weights = checkpointWeights(checkpoint);
  const onCard = ["webgpu", "cuda"].includes(engine.provider);
  const pieceSize = onCard ? CARD_PIECE : CACHE_PIECE;
  const products = engine.int8?.fast === true ? engine.int8.weights : null;
  return {
    digest,
    range: { low: 0, high: 1 },
    can: {
      gradient: true,
      draft: products === null ? "float32" : "8 bits",
      batch: onCard ? LARGEST_BATCH : comfortableBatch(checkpoint),
    },
    graph: (pictures, { gradient, draft }) => {
      const text = parameter("text", [2, config.embedDim]);
      // A gradient of fewer windows would be another function's.
      const windows = draft && gradient === "none" ? "sparse" : "all";
      const { grid, imageScore } = winclip(pictures, text, weights, config, { gradient, windows, pieceSize });
      return {
        map: upsample(grid, gridSize(config), config.imageSize),
        imageScore,
        ...(draft && products !== null ? { pass: (outputs) => inInt8(outputs, products) } : {}),
      };
    },
    feeds: async () => ({ text: await textVectors(className) }),
    checkMaps: (values) => checkFiniteOutput(values, "the anomaly map", folder),
  };
}

/** A finished graph with the transformer's products in 8 bits. */
export function inInt8(
  outputs: Readonly<Record<string, Value>>,
  type: Int8Type,
): Readonly<Record<string, Value>> {
  return withInt8Products(outputs, ({ name }) => IN_BLOCKS.test(name), type);
}

function comfortableBatch({ config }: Checkpoint): number {
  const { width, layers } = config.vision;
  const patches = (config.imageSize / config.patchSize) ** 2;
  const perPoint = patches * 15 * width * layers;
  return Math.max(1, Math.min(LARGEST_BATCH, Math.floor(COMFORTABLE_BATCH / perPoint)));
}
