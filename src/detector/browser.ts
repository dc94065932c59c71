// WinCLIP from a checkpoint held in memory, with text vectors computed beforehand: for pages that compute by themselves.

import { checkpointOfBytes } from "../clip/checkpoint-bytes.ts";
import { CONFIG_FILE, WEIGHTS_FILE } from "../clip/names.ts";
import { InputError } from "../core/errors.ts";
import { tensor } from "../core/tensor.ts";
import type { Engine } from "../graph/session.ts";
import type { Detector } from "./detector.ts";
import { framed } from "./framed.ts";
import type { Aspect } from "./framing.ts";
import { winclipScorer } from "./winclip/scorer.ts";

/** The names of the files that are fetched; an engine is given the weights under theirs. */
export const MODEL_FILES: Readonly<Record<"config" | "weights", string>> = {
  config: CONFIG_FILE,
  weights: WEIGHTS_FILE,
};

export interface HeldModel {
  /** For people. */
  readonly name: string;
  /** The text of the config's file. */
  readonly config: string;
  readonly weights: Uint8Array;
  /** Two text vectors per class, one after the other. */
  readonly vectors: Readonly<Record<string, readonly number[]>>;
  /** Holds the weights under `MODEL_FILES.weights`. */
  readonly engine: Engine;
  readonly aspect: Aspect;
}

/** Opens it; its digest is not known. InputError for classes without vectors, when they are asked for. */
export function openHeldDetector({ name, config, weights, vectors, engine, aspect }: HeldModel): Detector {
  const checkpoint = checkpointOfBytes(config, weights, WEIGHTS_FILE);
  const digest = "in memory";
  const { embedDim, imageSize } = checkpoint.config;
  const vectorsOf = (className: string): readonly number[] => {
    const values = Object.hasOwn(vectors, className) ? vectors[className] : undefined;
    if (values === undefined)
      throw new InputError(`this site knows ${Object.keys(vectors).join(", ")} alone`);
    return values;
  };
  const textVectors = async (className: string) => tensor([2, embedDim], vectorsOf(className));
  const square = {
    ...{ name, digest, engine },
    size: imageSize,
    prepare: async ({ className }: { readonly className: string }) => {
      vectorsOf(className);
      return winclipScorer({ checkpoint, engine, digest, textVectors }, className);
    },
    close: () => engine.close(),
  };
  return framed(square, aspect, (own) => own);
}
