// The bright spot of the small models, seen through the whole chain at random poses: brought back, it is where it was.

import { afterAll, expect, it } from "vitest";
import { present } from "../../../src/core/errors.ts";
import type { Mask, RgbImage } from "../../../src/core/image.ts";
import { random } from "../../../src/core/random.ts";
import { type ShiftPoint, UNSHIFTED } from "../../../src/core/shift.ts";
import { prepareSample } from "../../../src/image/prepare.ts";
import { resizePicture } from "../../../src/image/resize.ts";
import { pixelAuroc } from "../../../src/metrics/pixel-auroc.ts";
import { openChain } from "../../../src/objective/chain.ts";
import { goldenPicture, openedOnnx } from "./opened.ts";

const POSES = 12;

/** Poses that leave the spot in the frame, and in the middle that a crop shows. */
const poses: readonly ShiftPoint[] = Array.from({ length: POSES }, (_, at) => {
  const { uniform } = random("poses of the spot", at);
  return {
    theta: uniform(-40, 40),
    "translate-x": uniform(-0.08, 0.08),
    "translate-y": uniform(-0.08, 0.08),
    scale: uniform(-0.15, 0.15),
    "tilt-x": uniform(-8, 8),
  };
});

const square = await goldenPicture("pictures/spot-a.png");
const wide = resizePicture(square, { width: 160, height: 120 }, "linear");
/** Of the spot, in shares of the picture's sides. */
const SPOT = { x: 26.5 / 64, y: 44.5 / 64, radius: 4 / 64 };

it.each([
  { file: "spot-plain.onnx", told: {}, picture: square, acting: "working" },
  { file: "spot-plain.onnx", told: {}, picture: wide, acting: 160 },
  { file: "spot-crop.onnx", told: {}, picture: square, acting: "working" },
  { file: "spot-crop.onnx", told: {}, picture: wide, acting: 160 },
  { file: "spot-uint8-nhwc-bgr.onnx", told: { channels: "BGR" }, picture: square, acting: "working" },
  { file: "spot-dynamic.onnx", told: {}, picture: wide, acting: "working" },
  { file: "spot-dynamic.onnx", told: { resize: "96x72", crop: "80x64" }, picture: wide, acting: "working" },
] as const)("$file, told $told, a picture of $picture.width px, acting at $acting", async (one) => {
  const detector = await openedOnnx(one.file, one.told);
  const chain = openChain({ detector, preset: "paper", pixelAuroc, acting: one.acting });
  afterAll(async () => {
    await chain.close();
    await detector.close();
  });
  const prepared = await prepareSample(
    { anomalous: true, loadImage: async () => one.picture, loadMask: async () => maskOf(one.picture) },
    chain.sizes,
  );
  const sample = { ...prepared, object: "part", className: "", anomalous: true };
  const objective = await chain.objective(sample);
  const [unshifted, ...shifted] = await objective([UNSHIFTED, ...poses], { map: true });
  const there = spotIn(unshifted?.map, prepared.mask);
  expectNear(
    there,
    { x: SPOT.x * prepared.mask.width - 0.5, y: SPOT.y * prepared.mask.height - 0.5 },
    "unshifted",
  );
  for (const [at, { map, pauroc, point }] of shifted.entries()) {
    expectNear(spotIn(map, prepared.mask), there, `pose ${at}, ${JSON.stringify(point)}`);
    expect(pauroc).toBeGreaterThan(0.95);
  }
});

function maskOf({ width, height }: RgbImage): Mask {
  const data = Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [((at % width) + 0.5) / width, (Math.floor(at / width) + 0.5) / height];
    return Number(Math.hypot(x - SPOT.x, y - SPOT.y) < SPOT.radius);
  });
  return { width, height, data };
}

/** The centre of what is brightest, by weight: of values above half of the way from the rest to the brightest. */
function spotIn(map: Float32Array | undefined, { width }: Mask): { x: number; y: number } {
  const values = present(map, "map");
  const sorted = Float32Array.from(values).sort();
  const rest = present(sorted[sorted.length >> 1], "median");
  const half = rest + 0.5 * (present(sorted.at(-1), "maximum") - rest);
  let [weight, x, y] = [0, 0, 0];
  for (const [at, value] of values.entries()) {
    if (value <= half) continue;
    weight += value - half;
    x += (value - half) * (at % width);
    y += (value - half) * Math.floor(at / width);
  }
  return { x: x / weight, y: y / weight };
}

function expectNear(found: { x: number; y: number }, expected: { x: number; y: number }, what: string): void {
  const off = Math.hypot(found.x - expected.x, found.y - expected.y);
  expect(off, `${what}: (${found.x}, ${found.y}), expected (${expected.x}, ${expected.y})`).toBeLessThan(0.5);
}
