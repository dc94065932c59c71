// The two tiny random-weight checkpoints with their golden values.

import { type Checkpoint, openCheckpoint } from "../../src/clip/checkpoint.ts";
import type { Tensor } from "../../src/core/tensor.ts";
import type { Detector } from "../../src/detector/detector.ts";
import { framed } from "../../src/detector/framed.ts";
import type { Aspect } from "../../src/detector/framing.ts";
import { winclipScorer } from "../../src/detector/winclip/scorer.ts";
import type { Engine } from "../../src/graph/session.ts";
import type { ChainSample } from "../../src/objective/chain.ts";
import {
  FIXTURES,
  type FixtureTensor,
  fixtureBytes,
  fixtureFloats,
  fixtureJson,
  fixtureTensors,
} from "./fixtures.ts";
import { floats } from "./graph.ts";

export interface TinyDescription {
  readonly prompts: readonly string[];
  readonly points_theta_hue_saturation: readonly (readonly [number, number, number])[];
  readonly map_points: readonly number[];
  readonly augmented_points: readonly number[];
  readonly adam_starts: readonly (readonly [number, number, number])[];
  readonly adam: readonly { readonly float32_params_max_abs_dev_step30: readonly number[] }[];
}

export interface Tiny {
  readonly name: string;
  readonly description: TinyDescription;
  readonly tensors: Map<string, FixtureTensor>;
  readonly checkpoint: Checkpoint;
  /** A float tensor of the fixture with its shape. */
  tensor(key: string): Tensor;
}

export const TINY_NAMES = ["tiny-gelu", "tiny-quickgelu"] as const;

export async function openTiny(name: string): Promise<Tiny> {
  const tensors = fixtureTensors(name);
  return {
    name,
    description: fixtureJson<TinyDescription>(name),
    tensors,
    checkpoint: await openCheckpoint(`${FIXTURES}${name}`),
    tensor: (key) => floats(tensors.get(key)?.shape ?? [], fixtureFloats(tensors, key)),
  };
}

/** WinCLIP on a tiny checkpoint, with the fixture's text vectors of every class. */
export function tinyDetector(
  { name, checkpoint, tensor }: Pick<Tiny, "name" | "checkpoint" | "tensor">,
  engine: Engine,
  aspect: Aspect = "squash",
): Detector {
  const textVectors = async () => tensor("text_embeddings");
  const square = {
    ...{ name, digest: name, engine, size: checkpoint.config.imageSize },
    prepare: async ({ className }: { readonly className: string }) =>
      winclipScorer({ checkpoint, engine, digest: name, textVectors }, className),
    close: async () => {},
  };
  return framed(square, aspect, (digest) => digest);
}

/** The fixture's defective (0) or good picture (1). */
export function tinySample({ tensors }: Tiny, picture: 0 | 1 = 0): ChainSample {
  const [width, height] = [64, 64];
  const pixels = width * height;
  const image = fixtureFloats(tensors, "images").slice(picture * 3 * pixels, (picture + 1) * 3 * pixels);
  const mask = fixtureBytes(tensors, "masks").slice(picture * pixels, (picture + 1) * pixels);
  return {
    image: { width, height, data: image },
    mask: { width, height, data: mask },
    ...{ object: "hazelnut", className: "hazelnut", anomalous: picture === 0 },
  };
}
