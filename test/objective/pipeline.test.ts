// The whole chain, eq. (1) to (4): maps, loss, gradients and the published optimiser's path against the references.

import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Evaluation, Objective } from "../../src/core/objective.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import { effectivePoint } from "../../src/core/shift.ts";
import type { Device } from "../../src/graph/session.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { openChain } from "../../src/objective/chain.ts";
import { adamInit, adamStep } from "../../src/search/adam.ts";
import { paperBox } from "../../src/shift/registry.ts";
import { expectClose } from "../support/closeness.ts";
import { fixtureFloats } from "../support/fixtures.ts";
import { openTiny, TINY_NAMES, type Tiny, tinyDetector, tinySample } from "../support/tiny.ts";

const SIZE = 64;

/** The fixture's objective of image 0 or 1. */
async function withObjective<Result>(
  tiny: Tiny,
  image: 0 | 1,
  options: { device?: Device; batch?: number },
  body: (objective: Objective) => Promise<Result>,
): Promise<Result> {
  const { device = "cpu", batch = 3 } = options;
  const engine = await openNodeEngine({ device, threads: 1, weightsFolder: tiny.checkpoint.folder });
  const chain = openChain({ detector: tinyDetector(tiny, engine), preset: "paper", pixelAuroc, batch });
  try {
    return await body(await chain.objective(tinySample(tiny, image)));
  } finally {
    await engine.close();
  }
}

/** All three shifts, as the fixtures have them, within the paper's ranges, which some of the points are beyond. */
const pointOf = ([theta, hue, saturation]: readonly [number, number, number]): ShiftPoint =>
  effectivePoint({ theta, hue, saturation }, paperBox());
const inOrder = (gradient: ShiftPoint | undefined): number[] => [
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
      evaluations.map(({ loss }) => loss ?? Number.NaN),
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
          ...inOrder(gradient).map((value, axis) => Math.abs(value - (expected[axis] ?? 0)) / largest),
        );
      });
      expect(Math.min(...errors), `gradient at point ${index}: ${inOrder(gradient)}`).toBeLessThan(2e-3);
    }
  });

  it("has the reference's losses and gradients on a normal picture", async () => {
    const tiny = await openTiny(name);
    const points = tiny.description.points_theta_hue_saturation.map(pointOf);
    const evaluations = await withObjective(tiny, 1, {}, (objective) =>
      objective(points, { gradient: true }),
    );
    expectClose(
      evaluations.map(({ loss }) => loss ?? Number.NaN),
      fixtureFloats(tiny.tensors, "pipeline.normal_loss"),
      { absolute: 1e-5 },
    );
    expect(evaluations.every(({ pauroc }) => pauroc === null)).toBe(true);
    const expected = fixtureFloats(tiny.tensors, "pipeline.normal_grad");
    for (const [index, { gradient }] of evaluations.entries()) {
      expectClose(inOrder(gradient), expected.subarray(3 * index, 3 * index + 3), {
        relative: 2e-3,
        what: `point ${index}`,
      });
    }
  });

  it.each([0, 1])("takes the published optimiser along the reference's path %i", async (trace) => {
    const tiny = await openTiny(name);
    const expected = fixtureFloats(tiny.tensors, `adam${trace}.params`);
    const reached: number[][] = [];
    await withObjective(tiny, 0, { batch: 1 }, async (objective) => {
      const [theta = 0, hue = 0, saturation = 0] = tiny.description.adam_starts[trace] ?? [];
      let state = adamInit({ theta, hue, saturation });
      for (let step = 0; step < 30; step++) {
        reached.push(inOrder(state.point));
        const [evaluation] = await objective([effectivePoint(state.point, paperBox())], { gradient: true });
        state = adamStep(state, evaluation?.gradient ?? {}, paperBox());
      }
    });
    const drift = tiny.description.adam[trace]?.float32_params_max_abs_dev_step30 ?? [];
    for (const [axis, [early, late]] of [
      [0.05, 0.5],
      [1e-3, 1e-2],
      [1e-3, 1e-2],
    ].entries()) {
      const column = (rows: readonly number[][], steps: number): number[] =>
        rows.slice(0, steps).map((row) => row[axis] ?? Number.NaN);
      const rows = Array.from({ length: 30 }, (_, step) => [...expected.subarray(3 * step, 3 * step + 3)]);
      expectClose(column(reached, 10), column(rows, 10), {
        absolute: early ?? 0,
        what: `axis ${axis}, 10 steps`,
      });
      const allowed = Math.max(late ?? 0, 2 * (drift[axis] ?? 0));
      expectClose(column(reached, 30), column(rows, 30), {
        absolute: allowed,
        what: `axis ${axis}, 30 steps`,
      });
    }
  });

  it("proposes in 8 bits near the exact values, and says so", async () => {
    const tiny = await openTiny(name);
    const some = tiny.description.points_theta_hue_saturation.map(pointOf);
    const points = [...some, ...some, ...some].slice(0, 12);
    await withObjective(tiny, 0, {}, async (objective) => {
      const exact = await objective(points, { gradient: true });
      const proposed = await objective(points, { gradient: true, draft: true });
      expect(proposed.slice(8).map(({ draft }) => draft)).toEqual(points.slice(8).map(() => true));
      expectClose(
        proposed.map(({ loss }) => loss ?? Number.NaN),
        exact.map(({ loss }) => loss ?? Number.NaN),
        { absolute: 5e-3 },
      );
    });
  });

  it("does not depend on how points are batched", async () => {
    const tiny = await openTiny(name);
    const points = tiny.description.points_theta_hue_saturation.map(pointOf);
    const losses = async (batch: number): Promise<number[]> =>
      (await withObjective(tiny, 0, { batch }, (objective) => objective(points))).map(
        ({ loss }) => loss ?? Number.NaN,
      );
    expectClose(await losses(4), await losses(1), { absolute: 1e-6 });
  });
});

const SOFTWARE_DRIVER = "/usr/lib/chromium/vk_swiftshader_icd.json";
process.env["VK_ICD_FILENAMES"] ??= SOFTWARE_DRIVER;
const hasVulkan = existsSync(process.env["VK_ICD_FILENAMES"]);

describe("the whole pipeline on WebGPU", () => {
  it.runIf(hasVulkan)("agrees with the CPU", { timeout: 300_000 }, async () => {
    const tiny = await openTiny("tiny-gelu");
    const points = [4, 5].map((at) => pointOf(tiny.description.points_theta_hue_saturation[at] ?? [0, 0, 0]));
    const on = (device: Device): Promise<readonly Evaluation[]> =>
      withObjective(tiny, 0, { device, batch: 2 }, (objective) =>
        objective(points, { gradient: true, map: true }),
      );
    const [cpu, gpu] = [await on("cpu"), await on("webgpu")];
    for (const [index, { loss, map, gradient }] of gpu.entries()) {
      expectClose([loss ?? Number.NaN], [cpu[index]?.loss ?? 0], { absolute: 1e-3, what: "loss" });
      expectClose(map ?? [], cpu[index]?.map ?? [], { absolute: 5e-3, what: "map" });
      expectClose(inOrder(gradient), inOrder(cpu[index]?.gradient), {
        relative: 0.05,
        what: "gradient",
      });
    }
  });
});
