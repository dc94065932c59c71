// The whole chain, eq. (1) to (4): maps, loss, gradients and the published optimiser's path against the references.

import { describe, expect, it } from "vitest";
import type { Objective } from "../../src/core/objective.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import { PAPER_RANGES } from "../../src/core/shift.ts";
import type { Device } from "../../src/graph/session.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { openDetector } from "../../src/loss/detector.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { expectClose } from "../support/closeness.ts";
import { fixtureBytes, fixtureFloats } from "../support/fixtures.ts";
import { openTiny, TINY_NAMES, type Tiny } from "../support/tiny.ts";

const SIZE = 64;

/** The fixture's objective of image 0 or 1, always through HSV as the fixtures are. */
async function withObjective<Result>(
  tiny: Tiny,
  image: 0 | 1,
  options: { device?: Device; batch?: number },
  body: (objective: Objective) => Promise<Result>,
): Promise<Result> {
  const { device = "cpu", batch = 3 } = options;
  const engine = await openNodeEngine({ device, threads: 1, weightsFolder: tiny.checkpoint.folder });
  const text = tiny.tensor("text_embeddings");
  const detector = openDetector({
    checkpoint: tiny.checkpoint,
    engine,
    spec: { preset: "paper", aspect: "squash", ranges: PAPER_RANGES },
    pixelAuroc,
    textVectors: async () => text,
    batch,
  });
  const pixels = SIZE * SIZE;
  const part = <Data extends Float32Array | Uint8Array>(data: Data, length: number): Data =>
    data.slice(image * length, (image + 1) * length) as Data;
  const objective = await detector.objective(
    {
      image: { width: SIZE, height: SIZE, data: part(fixtureFloats(tiny.tensors, "images"), 3 * pixels) },
      mask: { width: SIZE, height: SIZE, data: part(fixtureBytes(tiny.tensors, "masks"), pixels) },
      className: "hazelnut",
    },
    { colour: true },
  );
  try {
    return await body(objective);
  } finally {
    await engine.close();
  }
}

const pointOf = ([theta, hue, saturation]: readonly [number, number, number]): ShiftPoint => ({
  theta,
  hue,
  saturation,
});
const gradientOf = (gradient: ShiftPoint | undefined): number[] => [
  gradient?.theta ?? Number.NaN,
  gradient?.hue ?? Number.NaN,
  gradient?.saturation ?? Number.NaN,
];

describe.each(TINY_NAMES)("%s", (name) => {
  it("has the reference's maps, losses and gradients at every point", async () => {
    const tiny = await openTiny(name);
    const points = tiny.description.points_theta_hue_saturation.map(pointOf);
    const evaluations = await withObjective(tiny, 0, {}, (objective) =>
      objective(points, { gradient: true, map: true }),
    );
    const maps = fixtureFloats(tiny.tensors, "pipeline.maps");
    for (const [row, at] of tiny.description.map_points.entries()) {
      const expected = maps.subarray(row * SIZE * SIZE, (row + 1) * SIZE * SIZE);
      expectClose(evaluations[at]?.map ?? [], expected, { absolute: 1e-4, what: `map at point ${at}` });
    }
    expectClose(
      evaluations.map(({ loss }) => loss),
      fixtureFloats(tiny.tensors, "pipeline.loss"),
      { absolute: 1e-5, what: "loss" },
    );
    const plain = fixtureFloats(tiny.tensors, "pipeline.grad");
    const band = fixtureFloats(tiny.tensors, "pipeline.grad_band");
    for (const [index, { gradient }] of evaluations.entries()) {
      const edge = Math.abs(points[index]?.theta ?? 0) >= 90;
      const errors = (edge ? [band] : [band, plain]).map((reference) => {
        const expected = reference.subarray(3 * index, 3 * index + 3);
        const largest = Math.max(...expected.map(Math.abs));
        return Math.max(
          ...gradientOf(gradient).map((value, axis) => Math.abs(value - (expected[axis] ?? 0)) / largest),
        );
      });
      expect(Math.min(...errors), `gradient at point ${index}: ${gradientOf(gradient)}`).toBeLessThan(2e-3);
    }
  });

  it("has the reference's losses and gradients on a normal picture", async () => {
    const tiny = await openTiny(name);
    const points = tiny.description.points_theta_hue_saturation.map(pointOf);
    const evaluations = await withObjective(tiny, 1, {}, (objective) =>
      objective(points, { gradient: true }),
    );
    expectClose(
      evaluations.map(({ loss }) => loss),
      fixtureFloats(tiny.tensors, "pipeline.normal_loss"),
      { absolute: 1e-5 },
    );
    expect(evaluations.every(({ pauroc }) => pauroc === null)).toBe(true);
    const expected = fixtureFloats(tiny.tensors, "pipeline.normal_grad");
    for (const [index, { gradient }] of evaluations.entries()) {
      expectClose(gradientOf(gradient), expected.subarray(3 * index, 3 * index + 3), {
        relative: 2e-3,
        what: `point ${index}`,
      });
    }
  });

  it("does not depend on how points are batched", async () => {
    const tiny = await openTiny(name);
    const points = tiny.description.points_theta_hue_saturation.map(pointOf);
    const losses = async (batch: number): Promise<number[]> =>
      (await withObjective(tiny, 0, { batch }, (objective) => objective(points))).map(({ loss }) => loss);
    expectClose(await losses(4), await losses(1), { absolute: 1e-6 });
  });
});
