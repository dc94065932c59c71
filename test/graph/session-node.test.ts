// Sessions on onnxruntime-node: what they leave behind.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it, onTestFinished } from "vitest";
import { tensor } from "../../src/core/tensor.ts";
import { toOnnx } from "../../src/graph/onnx.ts";
import { add, int8Product, int8Weights, matmul } from "../../src/graph/ops/index.ts";
import type { Engine } from "../../src/graph/session.ts";
import { loadRuntime, openNodeEngine, sleepsWhileWaiting } from "../../src/graph/session-node.ts";
import { parameter, type Value, weight } from "../../src/graph/value.ts";

it("nothing is kept of a session that is closed, while its engine stays open", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const engine = await openNodeEngine({ device: "cpu", threads: 1 });
  onTestFinished(() => engine.close());
  const fed = await fedAndClosed(engine);
  const held = (): boolean => {
    collect();
    return fed.deref() !== undefined;
  };
  await expect.poll(held, { interval: 20 }).toBe(false);
});

it("products are float32's on NVIDIA's cards too, unless someone has chosen", async () => {
  const before = process.env["NVIDIA_TF32_OVERRIDE"];
  onTestFinished(() => {
    if (before === undefined) delete process.env["NVIDIA_TF32_OVERRIDE"];
    else process.env["NVIDIA_TF32_OVERRIDE"] = before;
  });
  delete process.env["NVIDIA_TF32_OVERRIDE"];
  await loadRuntime();
  expect(process.env["NVIDIA_TF32_OVERRIDE"]).toBe("0");
  process.env["NVIDIA_TF32_OVERRIDE"] = "1";
  await loadRuntime();
  expect(process.env["NVIDIA_TF32_OVERRIDE"]).toBe("1");
});

it("threads of a large model sleep while they wait, unless its products are short", () => {
  const asked = (width: number, product: (rows: Value, weights: Value) => Value, yields = false): boolean => {
    const bytes = { byteOffset: 0, byteLength: 4 * width * width };
    const reference = { name: "w", file: "w", storage: "float32" as const, ...bytes };
    const model = toOnnx({
      product: product(parameter("rows", [1, width]), weight(reference, [width, width])),
    });
    return sleepsWhileWaiting(model, { device: "cpu", threads: 2, yields });
  };
  expect(asked(6000, matmul)).toBe(true);
  expect(asked(6000, (rows, weights) => int8Product(rows, int8Weights(weights, 0, "int8")))).toBe(false);
  expect(asked(60, matmul)).toBe(false);
  expect(asked(60, matmul, true)).toBe(true);
});

/** What a session was fed before it was closed. */
async function fedAndClosed(engine: Engine): Promise<WeakRef<Float32Array>> {
  const input = parameter("input", [4]);
  const session = await engine.open(toOnnx({ twice: add(input, input) }));
  const data = Float32Array.of(1, 2, 3, 4);
  const { twice } = await session.run({ input: tensor([4], data) });
  expect([...(twice?.data ?? [])]).toEqual([2, 4, 6, 8]);
  await session.close();
  return new WeakRef(data);
}
