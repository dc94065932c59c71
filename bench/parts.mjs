// What a study does beside steps: rotation and colour alone, loading a picture, one map's pixel AUROC. And the roof: one
// product of a block's size, alone, in float32 and in 8 bits.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tensor } from "../dist/core/tensor.js";
import { toOnnx } from "../dist/graph/onnx.js";
import { int8Product, int8Weights, linear } from "../dist/graph/ops/index.js";
import { openNodeEngine } from "../dist/graph/session-node.js";
import { constant, parameter } from "../dist/graph/value.js";
import { decodeImage, encodePng } from "../dist/image/codec.js";
import { resizeBicubic } from "../dist/image/resize.js";
import { pixelAuroc } from "../dist/metrics/pixel-auroc.js";
import { imageTransformer } from "../dist/shift/transformer.js";
import { rounded, spreadOf } from "./rounds.mjs";

const SIZE = 240;
const PICTURE = 1024;
/** Rows, inputs and outputs of the product: 3.29 billion operations. */
const [ROWS, INPUTS, OUTPUTS] = [512, 896, 3584];

/** Median, least and most milliseconds by name. */
export async function measureParts({ runs, threads }) {
  const engine = await openNodeEngine({ device: "cpu", threads });
  const transform = imageTransformer(engine);
  const image = { width: SIZE, height: SIZE, data: waves(3 * SIZE * SIZE) };
  const mask = Uint8Array.from({ length: SIZE * SIZE }, (_, pixel) => Number(pixel % 97 === 0));
  const map = waves(SIZE * SIZE);
  const folder = mkdtempSync(join(tmpdir(), "faultline-bench-"));
  const path = join(folder, "picture.png");
  writeFileSync(
    path,
    await encodePng({ width: PICTURE, height: PICTURE, data: waves(3 * PICTURE * PICTURE) }),
  );
  const rows = parameter("rows", [ROWS, INPUTS]);
  const weights = constant(tensor([OUTPUTS, INPUTS], waves(OUTPUTS * INPUTS)));
  const bias = constant(tensor([OUTPUTS], waves(OUTPUTS)));
  const feeds = { rows: tensor([ROWS, INPUTS], waves(ROWS * INPUTS)) };
  const float32 = await engine.open(toOnnx({ product: linear(rows, weights, bias) }));
  const int8 = await engine.open(
    toOnnx({ product: int8Product(rows, int8Weights(weights, 1, engine.int8.weights), bias) }),
  );
  const parts = {
    float32ProductMs: () => float32.run(feeds),
    int8ProductMs: () => int8.run(feeds),
    rotationMs: () => transform(image, { theta: 30 }),
    rotationAndColourMs: () => transform(image, { theta: 30, hue: 0.5, saturation: 0.1 }),
    loadPictureMs: async () => resizeBicubic(await decodeImage(path), SIZE, SIZE),
    pixelAurocMs: async () => pixelAuroc(map, mask),
  };
  const times = Object.fromEntries(Object.keys(parts).map((name) => [name, []]));
  for (let round = 0; round <= runs; round++) {
    for (const [name, part] of Object.entries(parts)) {
      const started = performance.now();
      await part();
      if (round > 0) times[name].push(performance.now() - started);
    }
  }
  await engine.close();
  rmSync(folder, { recursive: true });
  const spreads = Object.fromEntries(Object.entries(times).map(([name, values]) => [name, spreadOf(values)]));
  // The fastest run tells the roof.
  const roof = (name) => rounded((2e-6 * ROWS * INPUTS * OUTPUTS) / spreads[name].least);
  return { ...spreads, float32Gflops: roof("float32ProductMs"), int8Gops: roof("int8ProductMs") };
}

function waves(count) {
  return Float32Array.from({ length: count }, (_, index) => 0.5 + 0.4 * Math.sin(index * 0.37));
}
