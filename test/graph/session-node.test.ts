// Sessions on onnxruntime-node: what they leave behind.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it, onTestFinished } from "vitest";
import { tensor } from "../../src/core/tensor.ts";
import { toOnnx } from "../../src/graph/onnx.ts";
import { add } from "../../src/graph/ops/index.ts";
import type { Engine } from "../../src/graph/session.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { parameter } from "../../src/graph/value.ts";

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
