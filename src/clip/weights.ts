// A checkpoint's tensors as graph weights: in place, never copied.

import { InvariantError } from "../core/errors.ts";
import { type Value, type WeightReference, weight } from "../graph/value.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { WeightSource } from "./transformer.ts";

const STORAGE: Readonly<Record<string, WeightReference["storage"]>> = {
  F32: "float32",
  F16: "float16",
  BF16: "bfloat16",
};

/** Each tensor becomes one graph value per shape, shared by all its users. */
export function checkpointWeights(checkpoint: Checkpoint): WeightSource {
  const made = new Map<string, Value>();
  return (name, shape) => {
    const key = `${name} ${shape.join("x")}`;
    let value = made.get(key);
    if (value === undefined) {
      const entry = checkpoint.tensors.get(name);
      const storage = STORAGE[entry?.dtype ?? ""];
      if (entry === undefined || storage === undefined) throw new InvariantError(`missing weight ${name}`);
      const { file, byteOffset, byteLength } = entry;
      value = weight({ name, file, byteOffset, byteLength, storage }, shape);
      made.set(key, value);
    }
    return value;
  };
}
