// The two presets through the whole chain: what the authors' code does differently from the paper's text.

import { describe, expect, it } from "vitest";
import type { Evaluation } from "../../src/core/objective.ts";
import { PRESETS, type PresetName } from "../../src/core/preset.ts";
import { effectivePoint, type ShiftPoint, UNSHIFTED } from "../../src/core/shift.ts";
import { tensor } from "../../src/core/tensor.ts";
import { gradients } from "../../src/graph/gradient.ts";
import { toOnnx } from "../../src/graph/onnx.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { parameter, type Value } from "../../src/graph/value.ts";
import { lossOf } from "../../src/metrics/loss-of.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { openChain } from "../../src/objective/chain.ts";
import { lossWeights, weightedLoss } from "../../src/objective/dice.ts";
import { alignMaps, transformImages } from "../../src/shift/compose.ts";
import { turnedMask } from "../../src/shift/pose/turned-mask.ts";
import { paperBox, SHIFTS } from "../../src/shift/registry.ts";
import { imageTransformer } from "../../src/shift/transformer.ts";
import { expectClose } from "../support/closeness.ts";
import { fixtureBytes, fixtureFloats } from "../support/fixtures.ts";
import { openTiny, tinyDetector, tinySample } from "../support/tiny.ts";

const SIZE = 64;
const PIXELS = SIZE * SIZE;

describe("a gradient through the image score alone", () => {
  it("is the reference's with the windows detached", async () => {
    const tiny = await openTiny("tiny-gelu");
    const points = tiny.description.points_theta_hue_saturation.map(([theta, hue, saturation]) =>
      effectivePoint({ theta, hue, saturation }, paperBox()),
    );
    const names = ["theta", "hue", "saturation"];
    const amounts = names.map((name): [string, Value] => [name, parameter(name, [points.length])]);
    const shifts = names.map((name) => SHIFTS.named(name));
    const values = Object.fromEntries(amounts);
    const images = transformImages(parameter("image", [1, 3, SIZE, SIZE]), shifts, values);
    const engine = await openNodeEngine({ device: "cpu", threads: 1, weightsFolder: tiny.checkpoint.folder });
    try {
      const scorer = await tinyDetector(tiny, engine).prepare({ object: "nut", className: "nut" });
      const judged = scorer.graph?.(images, {
        ...({ gradient: "image score", draft: false } as const),
        truth: () => expect.fail("no control is asked"),
      });
      const map = alignMaps(judged?.map ?? images, shifts, values, scorer.range);
      const loss = weightedLoss(map, parameter("lossWeights", [SIZE, SIZE]));
      const derivatives = gradients(
        loss,
        amounts.map(([, value]) => value),
      );
      const outputs = Object.fromEntries(names.map((name, axis) => [`d_${name}`, derivatives[axis] ?? loss]));
      const session = await engine.open(toOnnx(outputs));
      const given = names.map((name) => [
        name,
        tensor(
          [points.length],
          points.map((point) => point[name] ?? 0),
        ),
      ]);
      const found = await session.run({
        ...Object.fromEntries(given),
        image: tensor([1, 3, SIZE, SIZE], fixtureFloats(tiny.tensors, "images").subarray(0, 3 * PIXELS)),
        text: tiny.tensor("text_embeddings"),
        lossWeights: tensor(
          [SIZE, SIZE],
          lossWeights(fixtureBytes(tiny.tensors, "masks").subarray(0, PIXELS)),
        ),
      });
      const expected = fixtureFloats(tiny.tensors, "pipeline.grad_windows_detached");
      for (const [index, { theta = 0 }] of points.entries()) {
        // At the ends of the range the reference's own clamp decides by rounding; only its band is exact there.
        if (Math.abs(theta) >= 90) continue;
        expectClose(
          names.map((name) => found[`d_${name}`]?.data[index] ?? Number.NaN),
          expected.subarray(3 * index, 3 * index + 3),
          { relative: 2e-3, what: `point ${index}` },
        );
      }
    } finally {
      await engine.close();
    }
  });
});

/** The fixture's first picture under a preset, at some points; and the same picture turned beforehand. */
async function evaluateWith(
  preset: PresetName,
  points: readonly ShiftPoint[],
  turnedBefore = 0,
): Promise<readonly Evaluation[]> {
  const tiny = await openTiny("tiny-gelu");
  const engine = await openNodeEngine({ device: "cpu", threads: 1, weightsFolder: tiny.checkpoint.folder });
  try {
    const sample = tinySample(tiny);
    const transform = imageTransformer(engine);
    const image = turnedBefore === 0 ? sample.image : await transform(sample.image, { theta: turnedBefore });
    const chain = openChain({ detector: tinyDetector(tiny, engine), preset, pixelAuroc, batch: 2 });
    const objective = await chain.objective({ ...sample, image });
    return await objective(points, { map: true });
  } finally {
    await engine.close();
  }
}

describe("released-code", () => {
  const theta = 30;
  const turned = { theta, hue: 0, saturation: 0 };

  it("leaves the map turned and holds it against the mask turned with the picture", async () => {
    const tiny = await openTiny("tiny-gelu");
    const upright = {
      width: SIZE,
      height: SIZE,
      data: fixtureBytes(tiny.tensors, "masks").slice(0, PIXELS),
    };
    const mask = turnedMask(upright, theta);
    const [first, second] = await evaluateWith("released-code", [turned, UNSHIFTED]);
    const [ofTurned] = await evaluateWith("paper", [UNSHIFTED], theta);
    expectClose(first?.map ?? [], ofTurned?.map ?? [Number.NaN], { absolute: 1e-4, what: "map" });
    expect(first?.loss).toBeCloseTo(lossOf(first?.map ?? new Float32Array(), mask.data), 5);
    expect(first?.pauroc).toBe(pixelAuroc(first?.map ?? new Float32Array(), mask.data));
    const [unshifted] = await evaluateWith("paper", [UNSHIFTED]);
    expect(second?.loss).toBeCloseTo(unshifted?.loss ?? Number.NaN, 6);
    expect(second?.pauroc).toBe(unshifted?.pauroc);
  });

  it("clips a hue beyond half a turn, where the paper goes round", async () => {
    const beyond = { hue: 4 };
    const { circle } = PRESETS["released-code"];
    expect(effectivePoint(beyond, paperBox(), circle).hue).toBe(Math.PI);
    expect(effectivePoint(beyond, paperBox()).hue).toBeCloseTo(4 - 2 * Math.PI, 12);
    const [clipped, border] = await evaluateWith("released-code", [
      effectivePoint(beyond, paperBox(), circle),
      { hue: Math.PI },
    ]);
    expect(clipped?.loss).toBeCloseTo(border?.loss ?? Number.NaN, 6);
    const [around] = await evaluateWith("paper", [beyond]);
    expect(Math.abs((around?.loss ?? 0) - (clipped?.loss ?? 0))).toBeGreaterThan(1e-5);
  });

  it("searches with half of the paper's steps", () => {
    expect([PRESETS.paper.budget, PRESETS["released-code"].budget]).toEqual([200, 100]);
  });
});
