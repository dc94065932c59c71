// The same graphs on WebGPU. Without a GPU they run on the software Vulkan driver that Debian's chromium brings.

import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { gradients } from "../../src/graph/gradient.ts";
import {
  gelu,
  layerNormalization,
  linear,
  matmul,
  multiply,
  reshape,
  softmax,
  sum,
} from "../../src/graph/ops/index.ts";
import { parameter } from "../../src/graph/value.ts";
import { resampleWithinRows } from "../../src/shift/pose/cubic.ts";
import { rotate } from "../../src/shift/pose/rotate.ts";
import { expectClose } from "../support/closeness.ts";
import { evaluate, floats } from "../support/graph.ts";

const SOFTWARE_DRIVER = "/usr/lib/chromium/vk_swiftshader_icd.json";
process.env["VK_ICD_FILENAMES"] ??= SOFTWARE_DRIVER;
const available = existsSync(process.env["VK_ICD_FILENAMES"]);

describe("WebGPU gives the CPU's values", () => {
  it("has a Vulkan driver in continuous integration", () => {
    if (!available) console.warn(`not run: WebGPU tests (no Vulkan driver at ${SOFTWARE_DRIVER})`);
    expect(available || process.env["CI"] !== "true").toBe(true);
  });

  it.runIf(available)("for a network's operators and their gradients", async () => {
    const x = parameter("x", [4, 8]);
    const weights = parameter("w", [8, 8]);
    const gain = parameter("gain", [8]);
    const hidden = gelu(linear(layerNormalization(x, gain, gain), weights, gain));
    const attention = matmul(softmax(matmul(hidden, parameter("k", [8, 4]))), hidden);
    const loss = reshape(sum(attention, [0, 1]), []);
    const [dx, dw] = gradients(loss, [x, weights]);
    const outputs = { attention, ...(dx && dw ? { dx, dw } : {}) };
    const wave = (count: number, speed: number): number[] =>
      Array.from({ length: count }, (_, index) => Math.sin(index * speed));
    const feeds = {
      x: floats([4, 8], wave(32, 1.1)),
      w: floats([8, 8], wave(64, 0.7)),
      gain: floats([8], wave(8, 0.3)),
      k: floats([8, 4], wave(32, 0.5)),
    };
    const cpu = await evaluate(outputs, feeds);
    const gpu = await evaluate(outputs, feeds, { device: "webgpu" });
    for (const name of Object.keys(outputs)) {
      expectClose(gpu[name]?.data ?? [], cpu[name]?.data ?? [], {
        absolute: 1e-5,
        relative: 1e-4,
        what: name,
      });
    }
  });

  it.runIf(available)("for the rotation", async () => {
    const output = rotate(parameter("x", [1, 1, 24, 24]), parameter("theta", [2]), {
      direction: "clockwise",
      padding: "replicate",
    });
    const feeds = {
      x: floats(
        [1, 1, 24, 24],
        Array.from({ length: 576 }, (_, index) => 0.5 + 0.4 * Math.sin(index * 0.37)),
      ),
      theta: floats([2], [33, -78]),
    };
    const cpu = await evaluate({ output }, feeds);
    const gpu = await evaluate({ output }, feeds, { device: "webgpu" });
    // WGSL promises sines and tangents to 2^-11 only; the shear multiplies that by half a picture's width.
    expectClose(gpu["output"]?.data ?? [], cpu["output"]?.data ?? [], { absolute: 2 ** -11 * 12 });
  });

  it.runIf(available)("for reading at computed places, and its gradient", async () => {
    const x = parameter("x", [2, 1, 6, 7]);
    const read = resampleWithinRows(x, parameter("moves", [2, 1, 6, 7]), "edge");
    const [dx] = gradients(reshape(sum(multiply(read, read), [0, 1, 2, 3]), []), [x]);
    const wave = (speed: number): number[] =>
      Array.from({ length: 84 }, (_, index) => 2 * Math.sin(index * speed));
    const feeds = { x: floats([2, 1, 6, 7], wave(0.37)), moves: floats([2, 1, 6, 7], wave(1.3)) };
    const outputs = { read, ...(dx ? { dx } : {}) };
    const cpu = await evaluate(outputs, feeds);
    const gpu = await evaluate(outputs, feeds, { device: "webgpu" });
    expectClose(gpu["read"]?.data ?? [], cpu["read"]?.data ?? [], { absolute: 1e-5 });
    expectClose(gpu["dx"]?.data ?? [], cpu["dx"]?.data ?? [], { absolute: 1e-5, relative: 1e-5 });
  });
});
