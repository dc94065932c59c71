// The two tiny random-weight checkpoints with their golden values.

import { type Checkpoint, openCheckpoint } from "../../src/clip/checkpoint.ts";
import type { Tensor } from "../../src/core/tensor.ts";
import { FIXTURES, type FixtureTensor, fixtureFloats, fixtureJson, fixtureTensors } from "./fixtures.ts";
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
