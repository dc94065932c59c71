// Models of the tests: declarations as ONNX files and services have them.

import { elementCount } from "../../../src/core/tensor.ts";
import type { TensorModel } from "../../../src/detector/tensor-model/model.ts";
import type { ForeignTensor, ForeignTensors, ForeignValue } from "../../../src/graph/foreign/tensors.ts";

type Shape = ForeignValue["shape"];

/** "x", "float32", ["N", 3, 64, 64] */
export function value(name: string, type: string, shape: Shape): ForeignValue {
  return { name, type, shape };
}

/** A model that declares these. */
export function declaring(inputs: readonly ForeignValue[], outputs: readonly ForeignValue[]): TensorModel {
  return { name: "spot.onnx", inputs, outputs, run: async () => ({}), close: async () => {} };
}

/** A float32 model of pictures [N, 3, 64, 64] with these outputs. */
export function giving(outputs: readonly ForeignValue[], input: Shape = ["N", 3, 64, 64]): TensorModel {
  return declaring([value("x", "float32", input)], outputs);
}

export const MAP: ForeignValue = value("anomaly_map", "float32", ["N", 1, 64, 64]);
export const SCORE: ForeignValue = value("pred_score", "float32", ["N", 1]);

/** A float32 tensor. */
export function floats(shape: readonly number[], data: ArrayLike<number>): ForeignTensor {
  return { type: "float32", shape, data: Float32Array.from(data) };
}

/** A float32 tensor of 0, 1, 2, … */
export function counting(...shape: readonly number[]): ForeignTensor {
  return floats(
    shape,
    new Float32Array(elementCount(shape)).map((_, at) => at),
  );
}

/** Zeros of the shapes. */
export function zeros(shapes: Readonly<Record<string, readonly number[]>>): ForeignTensors {
  const entries = Object.entries(shapes);
  return Object.fromEntries(
    entries.map(([name, shape]) => [name, floats(shape, new Float32Array(elementCount(shape)))]),
  );
}
