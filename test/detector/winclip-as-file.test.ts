// WinCLIP written as one ONNX file and given back as FILE.onnx: the same detector, by another door. The file's weights are
// external data in the checkpoint beside it; the class's text vectors are in it.

import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { type Checkpoint, openCheckpoint } from "../../src/clip/checkpoint.ts";
import { gridSize } from "../../src/clip/vision.ts";
import { checkpointWeights } from "../../src/clip/weights.ts";
import { InputError, present } from "../../src/core/errors.ts";
import type { Evaluation } from "../../src/core/objective.ts";
import { type ShiftPoint, UNSHIFTED } from "../../src/core/shift.ts";
import type { Tensor } from "../../src/core/tensor.ts";
import { openDataset } from "../../src/data/registry.ts";
import type { Detector } from "../../src/detector/detector.ts";
import { openDetector } from "../../src/detector/registry.ts";
import { upsample } from "../../src/detector/winclip/upsample.ts";
import { winclip } from "../../src/detector/winclip/winclip.ts";
import { toOnnx } from "../../src/graph/onnx.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { constant, parameter } from "../../src/graph/value.ts";
import { prepareSample } from "../../src/image/prepare.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { type Chain, type ChainSample, openChain } from "../../src/objective/chain.ts";
import { expectClose } from "../support/closeness.ts";
import { FIXTURES } from "../support/fixtures.ts";
import { scratchFolder } from "../support/scratch.ts";
import { openTiny, tinyDetector, tinySample } from "../support/tiny.ts";
import { openedOnnx } from "./onnx/opened.ts";

/** Where nothing lies outside the frame. */
const STILL: readonly ShiftPoint[] = [
  UNSHIFTED,
  { hue: 1.2, saturation: -0.3 },
  { exposure: 0.7, contrast: -0.2 },
];
const POSED: readonly ShiftPoint[] = [
  { theta: 0, hue: -2 },
  { theta: 33 },
  { theta: -80, hue: 1, saturation: 0.2 },
  { "translate-x": 0.06, "tilt-y": 4 },
];

/** Writes a class's WinCLIP as one graph, with its checkpoint beside it; the file's path. */
async function exported({ config, folder, ...rest }: Checkpoint, text: Tensor): Promise<string> {
  const into = await scratchFolder();
  const weights = checkpointWeights({ config, folder, ...rest });
  const pictures = parameter("input", [1, 3, config.imageSize, config.imageSize]);
  const options = { gradient: "none" } as const;
  const { grid, imageScore } = winclip(pictures, constant(text), weights, config, options);
  const map = upsample(grid, gridSize(config), config.imageSize);
  const file = join(into, "winclip.onnx");
  await writeFile(file, toOnnx({ anomaly_map: map, pred_score: imageScore }).bytes);
  const sidecar = "open_clip_model.safetensors";
  await copyFile(join(folder, sidecar), join(into, sidecar));
  return file;
}

function chainOf(detector: Detector): Chain {
  return openChain({ detector, preset: "paper", pixelAuroc, batch: 1 });
}

async function evaluated(
  detector: Detector,
  sample: ChainSample,
  points: readonly ShiftPoint[],
): Promise<readonly Evaluation[]> {
  const chain = chainOf(detector);
  try {
    return await (await chain.objective(sample))(points, { map: true });
  } finally {
    await chain.close();
  }
}

/** A file does not say that its values are shares: where nothing was seen its maps have their own least value, not 0. */
function told(file: Detector): Detector {
  return {
    ...file,
    prepare: async (request) => ({ ...(await file.prepare(request)), range: { low: 0, high: 1 } }),
  };
}

function expectEqual(given: readonly Evaluation[], builtIn: readonly Evaluation[]): void {
  for (const [index, expected] of builtIn.entries()) {
    const found = present(given[index], "evaluation");
    const what = JSON.stringify(expected.point);
    expectClose(found.map ?? [], expected.map ?? [Number.NaN], { absolute: 1e-6, what: `map at ${what}` });
    expectClose([found.imageScore], [expected.imageScore], { absolute: 1e-6, what: `score at ${what}` });
    // Pixels that are nearly equal may change places.
    const pauroc = expected.pauroc ?? Number.NaN;
    expectClose([found.pauroc ?? 0], [pauroc], { absolute: 2e-5, what: `pAUROC at ${what}` });
  }
}

async function expectSameDetector(builtIn: Detector, file: Detector, sample: ChainSample): Promise<void> {
  expectEqual(await evaluated(file, sample, STILL), await evaluated(builtIn, sample, STILL));
  expectEqual(await evaluated(told(file), sample, POSED), await evaluated(builtIn, sample, POSED));
  const objective = await chainOf(file).objective(sample);
  expect(objective.gives).toBe("values");
  await expect(objective([UNSHIFTED], { gradient: true })).rejects.toThrow(InputError);
}

it("of a tiny model gives what the built-in detector gives, without gradient", async () => {
  const engine = await openNodeEngine({ device: "cpu", threads: 1, weightsFolder: `${FIXTURES}tiny-gelu` });
  const tiny = await openTiny("tiny-gelu");
  const builtIn = tinyDetector(tiny, engine);
  const file = await openedOnnx(await exported(tiny.checkpoint, tiny.tensor("text_embeddings")), {
    interpolation: "bicubic",
  });
  onTestFinished(async () => {
    await file.close();
    await engine.close();
  });
  expect(file.resampling).toBe("cubic");
  expect(file.name).toBe("winclip.onnx");
  await expectSameDetector(builtIn, file, tinySample(tiny));
});

it("of the demo's model judges its pictures alike", async () => {
  const settings = { aspect: "squash", device: "cpu", threads: 1, env: process.env, cwd: "." } as const;
  const builtIn = await openDetector({
    ...{ ...settings, source: "winclip", options: { model: "demo" }, openEngine: openNodeEngine },
  });
  const request = { object: "nut", className: "nut" };
  const feeds = await (await builtIn.prepare(request)).feeds?.();
  const text = present(Object.values(present(feeds, "feeds"))[0], "text vectors");
  const checkpoint = await openCheckpoint("assets/demo-model");
  const file = await openedOnnx(await exported(checkpoint, text), { interpolation: "bicubic" });
  onTestFinished(async () => {
    await file.close();
    await builtIn.close();
  });
  const samples = await (await openDataset("demo", { objects: ["nut"] })).testSamples("nut");
  const sample = present(
    samples.find(({ anomalous }) => anomalous),
    "sample",
  );
  const chain = chainOf(builtIn);
  const { image, mask } = await prepareSample(sample, chain.sizes);
  await expectSameDetector(builtIn, file, { ...request, image, mask, anomalous: true });
});
