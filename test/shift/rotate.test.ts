// The three-pass rotation against torch-rotation's values and gradients, and its geometry.

import { describe, expect, it } from "vitest";
import { gradients } from "../../src/graph/gradient.ts";
import { multiply, reshape, sum } from "../../src/graph/ops/index.ts";
import { constant, parameter } from "../../src/graph/value.ts";
import { type Rotation, rotate } from "../../src/shift/pose/rotate.ts";
import { expectClose } from "../support/closeness.ts";
import { fixtureFloats, fixtureJson, fixtureTensors } from "../support/fixtures.ts";
import { evaluate, floats } from "../support/graph.ts";

interface RotationFixture {
  readonly degenerate_theta: readonly number[];
  readonly cases: Record<string, { shape: number[]; theta: number[]; grad_input_for_theta: number[] }>;
}

const fixture = fixtureJson<RotationFixture>("rotation");
const tensors = fixtureTensors("rotation");
const variants: Record<"image" | "map", Rotation> = {
  image: { direction: "clockwise", padding: "replicate" },
  map: { direction: "counter-clockwise", padding: "zero" },
};
const cases = Object.keys(fixture.cases).flatMap((name) =>
  (["image", "map"] as const).map((variant) => [name, variant] as const),
);

async function rotated(name: string, variant: "image" | "map") {
  const { shape, theta } = fixture.cases[name] as RotationFixture["cases"][string];
  const images = parameter("images", [theta.length, ...shape]);
  const angles = parameter("theta", [theta.length]);
  const output = rotate(images, angles, variants[variant]);
  const weights = fixtureFloats(tensors, `${name}.w`);
  const total = sum(
    reshape(multiply(output, constant(floats([1, ...shape], weights))), [
      output.shape.reduce((a, b) => a * b, 1),
    ]),
    [0],
  );
  const [byTheta, byImages] = gradients(total, [angles, images]);
  const input = fixtureFloats(tensors, `${name}.input`);
  const repeated = theta.flatMap(() => [...input]);
  const results = await evaluate(
    { output, ...(byTheta && byImages ? { byTheta, byImages } : {}) },
    { images: floats([theta.length, ...shape], repeated), theta: floats([theta.length], theta) },
  );
  const scale = weights.reduce((total, weight) => total + Math.abs(weight), 0);
  return { results, theta, scale, size: input.length };
}

describe("rotation equals the reference", () => {
  it.each(cases)("%s %s", async (name, variant) => {
    const { results, theta, scale, size } = await rotated(name, variant);
    const expected = tensors.get(`${name}.${variant}.output`)?.data;
    if (expected)
      expectClose(results["output"]?.data ?? [], expected as Float32Array, {
        absolute: 3e-5,
        what: "output",
      });
    const plain = fixtureFloats(tensors, `${name}.${variant}.grad_theta`);
    const band = fixtureFloats(tensors, `${name}.${variant}.grad_theta_band`);
    for (const [index, angle] of theta.entries()) {
      const ours = results["byTheta"]?.data[index] ?? Number.NaN;
      const references = fixture.degenerate_theta.includes(angle) ? [band] : [band, plain];
      const errors = references.map((reference) => {
        const value = reference[index] ?? 0;
        return Math.abs(ours - value) / Math.max(Math.abs(value), 1e-3 * scale);
      });
      expect(Math.min(...errors), `theta ${angle}: ${ours}, reference ${band[index]}`).toBeLessThan(1e-3);
    }
    const withInput = fixture.cases[name]?.grad_input_for_theta ?? [];
    for (const [row, angle] of withInput.entries()) {
      const reference = fixtureFloats(tensors, `${name}.${variant}.grad_input`).subarray(
        row * size,
        (row + 1) * size,
      );
      const at = theta.indexOf(angle);
      const ours = results["byImages"]?.data.subarray(at * size, (at + 1) * size) ?? new Float32Array(0);
      const largest = Math.max(...reference.map(Math.abs));
      const off = reference.filter(
        (value, index) => !(Math.abs(value - (ours[index] ?? Number.NaN)) <= 1e-3 * largest),
      );
      expect(off.length / size, `share of input gradients off at ${angle}`).toBeLessThanOrEqual(0.005);
    }
  });
});

describe("rotation is a rotation", () => {
  it("returns to the picture inside the disc after theta and then minus theta", async () => {
    const size = 48;
    const smooth = Float32Array.from({ length: size * size }, (_, index) => {
      const [x, y] = [(index % size) - size / 2, Math.floor(index / size) - size / 2];
      return 0.5 + 0.4 * Math.exp(-((x - 5) ** 2 + (y + 3) ** 2) / 60);
    });
    const images = parameter("images", [1, 1, size, size]);
    const theta = parameter("theta", [1]);
    const turned = rotate(images, theta, variants.image);
    const back = rotate(turned, theta, {
      direction: "counter-clockwise",
      padding: "replicate",
    });
    const { back: result } = await evaluate(
      { back },
      { images: floats([1, 1, size, size], smooth), theta: floats([1], [33.3]) },
    );
    const inside = [...smooth.keys()].filter(
      (index) => Math.hypot((index % size) - size / 2, Math.floor(index / size) - size / 2) < size / 3,
    );
    expectClose(
      inside.map((index) => result?.data[index] ?? 0),
      inside.map((index) => smooth[index] ?? 0),
      { absolute: 2e-3 },
    );
  });

  it("is exactly the clamped picture at zero", async () => {
    const images = parameter("images", [1, 1, 6, 6]);
    const output = rotate(images, parameter("theta", [1]), variants.image);
    const values = Float32Array.from({ length: 36 }, (_, index) => (index - 4) / 28);
    const { output: result } = await evaluate(
      { output },
      { images: floats([1, 1, 6, 6], values), theta: floats([1], [0]) },
    );
    expectClose(
      result?.data ?? [],
      values.map((value) => Math.min(1, Math.max(0, value))),
      { absolute: 1e-6 },
    );
  });
});
