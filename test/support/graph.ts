// Runs a graph once on the CPU, for tests.

import { type Tensor, tensor } from "../../src/core/tensor.ts";
import { toOnnx } from "../../src/graph/onnx.ts";
import type { Device, Tensors } from "../../src/graph/session.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import type { Value } from "../../src/graph/value.ts";

/** The named outputs for the given feeds. */
export async function evaluate(
  outputs: Readonly<Record<string, Value>>,
  feeds: Tensors,
  { device = "cpu", weightsFolder }: { device?: Device; weightsFolder?: string } = {},
): Promise<Record<string, Tensor>> {
  const engine = await openNodeEngine({
    device,
    threads: 1,
    ...(weightsFolder === undefined ? {} : { weightsFolder }),
  });
  try {
    const session = await engine.open(toOnnx(outputs));
    return { ...(await session.run(feeds)) };
  } finally {
    await engine.close();
  }
}

/** A tensor from nested-free numbers. */
export function floats(shape: readonly number[], values: ArrayLike<number>): Tensor {
  return tensor(shape, Float32Array.from(values));
}
