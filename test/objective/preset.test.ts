// The two presets through the whole chain: what the authors' code does differently from the paper's text.

import { describe, expect, it } from "vitest";
import { checkpointWeights } from "../../src/clip/weights.ts";
import type { Evaluation } from "../../src/core/objective.ts";
import { PRESETS, type PresetName } from "../../src/core/preset.ts";
import {
  effectivePoint,
  IDENTITY,
  PAPER_RANGES,
  SHIFT_NAMES,
  type ShiftPoint,
} from "../../src/core/shift.ts";
import { tensor } from "../../src/core/tensor.ts";
import { gradients } from "../../src/graph/gradient.ts";
import { toOnnx } from "../../src/graph/onnx.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { parameter } from "../../src/graph/value.ts";
import { openDetector } from "../../src/objective/chain.ts";
import { lossWeights, weightedLoss } from "../../src/objective/dice.ts";
import { alignMap } from "../../src/shift/align.ts";
import { turnedMask } from "../../src/objective/compared-mask.ts";
import { upsample } from "../../src/detector/winclip/upsample.ts";
import { lossOf } from "../../src/metrics/loss-of.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { clipShifts, transformImages } from "../../src/shift/compose.ts";
import { imageTransformer } from "../../src/shift/transformer.ts";
import { winclip } from "../../src/detector/winclip/winclip.ts";
import { expectClose } from "../support/closeness.ts";
import { fixtureBytes, fixtureFloats } from "../support/fixtures.ts";
import { openTiny } from "../support/tiny.ts";

const SIZE = 64;
const PIXELS = SIZE * SIZE;

describe("a gradient through the image score alone", () => {
  it("is the reference's with the windows detached", async () => {
    const tiny = await openTiny("tiny-gelu");
    const { config } = tiny.checkpoint;
    const points = tiny.description.points_theta_hue_saturation;
    const raw = {
      theta: parameter("theta", [points.length]),
      hue: parameter("hue", [points.length]),
      saturation: parameter("saturation", [points.length]),
    };
    const shifts = clipShifts(raw, PAPER_RANGES);
    const images = transformImages(parameter("image", [1, 3, SIZE, SIZE]), shifts, { colour: true });
    const weights = checkpointWeights(tiny.checkpoint);
    const { grid } = winclip(images, parameter("text", [2, config.embedDim]), weights, config, {
      gradient: "image score",
    });
    const map = alignMap(upsample(grid, SIZE / config.patchSize, SIZE), shifts.theta);
    const loss = weightedLoss(map, parameter("lossWeights", [SIZE, SIZE]));
    const derivatives = gradients(
      loss,
      SHIFT_NAMES.map((shift) => raw[shift]),
    );
    const outputs = Object.fromEntries(
      SHIFT_NAMES.map((shift, axis) => [`d_${shift}`, derivatives[axis] ?? loss]),
    );
    const engine = await openNodeEngine({ device: "cpu", threads: 1, weightsFolder: tiny.checkpoint.folder });
    try {
      const session = await engine.open(toOnnx(outputs));
      const column = (axis: 0 | 1 | 2) =>
        tensor(
          [points.length],
          points.map((point) => point[axis]),
        );
      const found = await session.run({
        ...{ theta: column(0), hue: column(1), saturation: column(2) },
        image: tensor([1, 3, SIZE, SIZE], fixtureFloats(tiny.tensors, "images").subarray(0, 3 * PIXELS)),
        text: tiny.tensor("text_embeddings"),
        lossWeights: tensor(
          [SIZE, SIZE],
          lossWeights(fixtureBytes(tiny.tensors, "masks").subarray(0, PIXELS)),
        ),
      });
      const expected = fixtureFloats(tiny.tensors, "pipeline.grad_windows_detached");
      for (const [index, [theta]] of points.entries()) {
        // At the ends of the range the reference's own clamp decides by rounding; only its band is exact there.
        if (Math.abs(theta) >= 90) continue;
        expectClose(
          SHIFT_NAMES.map((shift) => found[`d_${shift}`]?.data[index] ?? Number.NaN),
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
    const data = fixtureFloats(tiny.tensors, "images").slice(0, 3 * PIXELS);
    const image = { width: SIZE, height: SIZE, data };
    const transform = imageTransformer(engine, PAPER_RANGES);
    const detector = openDetector({
      checkpoint: tiny.checkpoint,
      engine,
      spec: { preset, aspect: "squash", ranges: PAPER_RANGES },
      pixelAuroc,
      textVectors: async () => tiny.tensor("text_embeddings"),
      batch: 2,
    });
    const objective = await detector.objective(
      {
        image: turnedBefore === 0 ? image : await transform(image, { ...IDENTITY, theta: turnedBefore }),
        mask: { width: SIZE, height: SIZE, data: fixtureBytes(tiny.tensors, "masks").slice(0, PIXELS) },
        className: "hazelnut",
      },
      { colour: true },
    );
    return await objective(points, { map: true });
  } finally {
    await engine.close();
  }
}

describe("released-code", () => {
  const theta = 30;
  const turned = { ...IDENTITY, theta };

  it("leaves the map turned and holds it against the mask turned with the picture", async () => {
    const tiny = await openTiny("tiny-gelu");
    const upright = {
      width: SIZE,
      height: SIZE,
      data: fixtureBytes(tiny.tensors, "masks").slice(0, PIXELS),
    };
    const mask = turnedMask(upright, theta);
    const [first, second] = await evaluateWith("released-code", [turned, IDENTITY]);
    const [ofTurned] = await evaluateWith("paper", [IDENTITY], theta);
    expectClose(first?.map ?? [], ofTurned?.map ?? [Number.NaN], { absolute: 1e-4, what: "map" });
    expect(first?.loss).toBeCloseTo(lossOf(first?.map ?? new Float32Array(), mask.data), 5);
    expect(first?.pauroc).toBe(pixelAuroc(first?.map ?? new Float32Array(), mask.data));
    const [unshifted] = await evaluateWith("paper", [IDENTITY]);
    expect(second?.loss).toBeCloseTo(unshifted?.loss ?? Number.NaN, 6);
    expect(second?.pauroc).toBe(unshifted?.pauroc);
  });

  it("clips a hue beyond half a turn, where the paper goes round", async () => {
    const beyond = { ...IDENTITY, hue: 4 };
    const { circle } = PRESETS["released-code"];
    expect(effectivePoint(beyond, PAPER_RANGES, circle).hue).toBe(Math.PI);
    expect(effectivePoint(beyond, PAPER_RANGES).hue).toBeCloseTo(4 - 2 * Math.PI, 12);
    const [clipped, border] = await evaluateWith("released-code", [beyond, { ...IDENTITY, hue: Math.PI }]);
    expect(clipped?.loss).toBeCloseTo(border?.loss ?? Number.NaN, 6);
    const [around] = await evaluateWith("paper", [beyond]);
    expect(Math.abs((around?.loss ?? 0) - (clipped?.loss ?? 0))).toBeGreaterThan(1e-5);
  });

  it("searches with half of the paper's steps", () => {
    expect([PRESETS.paper.budget, PRESETS["released-code"].budget]).toEqual([200, 100]);
  });
});
