// A detector without a graph, stage by stage: the same values as in one graph, and what it cannot give is refused.

import { afterAll, describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import type { Evaluation } from "../../src/core/objective.ts";
import { type ShiftPoint, UNSHIFTED } from "../../src/core/shift.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { type Chain, openChain } from "../../src/objective/chain.ts";
import { expectClose } from "../support/closeness.ts";
import { type ToyOptions, toyDetector, toySample } from "../support/toy-detector.ts";

const engine = await openNodeEngine({ device: "cpu", threads: 1 });
afterAll(() => engine.close());

const POINTS: readonly ShiftPoint[] = [
  UNSHIFTED,
  { theta: 33 },
  { theta: -80, hue: 1, saturation: 0.2 },
  { hue: -2 },
  { theta: 0 },
];

function chainOf(options: ToyOptions, preset: "paper" | "released-code" = "paper"): Chain {
  return openChain({ detector: toyDetector(engine, options), preset, pixelAuroc });
}

async function evaluated(
  options: ToyOptions,
  preset: "paper" | "released-code" = "paper",
): Promise<readonly Evaluation[]> {
  const chain = chainOf(options, preset);
  const size = options.aspect === "tile" ? { width: 40, height: 24 } : { width: 24, height: 24 };
  const objective = await chain.objective(toySample(size));
  try {
    return await objective(POINTS, { map: true });
  } finally {
    await chain.close();
  }
}

describe("the same detector as a graph and stage by stage", () => {
  it.each<[string, Omit<ToyOptions, "as">, "paper" | "released-code"]>([
    ["its map turned back", {}, "paper"],
    ["a range that begins above 0", { raised: 3 }, "paper"],
    ["a range that is not known", { bounded: false, raised: -2 }, "paper"],
    ["in tiles", { aspect: "tile" }, "paper"],
    ["the mask turned forward", {}, "released-code"],
  ])("gives the same values and maps: %s", async (_what, options, preset) => {
    const one = await evaluated({ ...options, as: "graph" }, preset);
    const other = await evaluated({ ...options, as: "maps" }, preset);
    for (const [index, { map, ...values }] of one.entries()) {
      const staged = other[index];
      expect(staged?.point).toEqual(POINTS[index]);
      expectClose(staged?.map ?? [], map ?? [Number.NaN], { absolute: 1e-5, what: `map ${index}` });
      expectClose(
        [staged?.loss ?? 0, staged?.imageScore ?? 0, staged?.pauroc ?? 0],
        [values.loss ?? Number.NaN, values.imageScore, values.pauroc ?? Number.NaN],
        { absolute: 2e-5, what: `values ${index}` },
      );
    }
  });

  it("shows outside the frame the range's lower end, or the map's least value where that is not known", async () => {
    const corner = (evaluations: readonly Evaluation[]): number => evaluations[1]?.map?.[0] ?? Number.NaN;
    expect(corner(await evaluated({ as: "maps", raised: 3 }))).toBeCloseTo(3, 1);
    const evaluations = await evaluated({ as: "maps", raised: -2, bounded: false });
    const least = Math.min(...(evaluations[1]?.map ?? []));
    expect(corner(evaluations)).toBeCloseTo(least, 1);
    expect(least).toBeGreaterThan(-2);
  });
});

describe("a detector without a graph", () => {
  it("gives values alone, and refuses a gradient by its name", async () => {
    const objective = await chainOf({ as: "maps" }).objective(toySample());
    expect(objective.gives).toBe("values");
    await expect(objective([{ theta: 1 }], { gradient: true })).rejects.toThrow(/^toy gives no gradients/);
    expect((await chainOf({ as: "graph" }).objective(toySample())).gives).toBeUndefined();
  });

  it("is exact where drafts are asked for", async () => {
    const objective = await chainOf({ as: "maps" }).objective(toySample());
    const drafts = await objective(Array<ShiftPoint>(12).fill({ theta: 5 }), { draft: true });
    expect(drafts.every(({ draft }) => draft === undefined)).toBe(true);
  });

  it("that gives scores alone is asked for them, and refused by name where maps are needed", async () => {
    const chain = chainOf({ as: "maps", scoresAlone: true });
    const objective = await chain.objective(toySample(), "image-score");
    const [evaluation] = await objective([{ theta: 20 }], { map: true });
    expect(evaluation).toMatchObject({ pauroc: null, loss: null });
    expect(evaluation).not.toHaveProperty("map");
    expect(evaluation?.imageScore).toBeGreaterThan(0.5);
    for (const criterion of ["pauroc", "loss", "map-change"])
      await expect(chain.objective(toySample(), criterion)).rejects.toThrow(
        new InputError(
          `toy gives image scores alone: criterion ${criterion} compares maps; expected --criterion image-score`,
        ),
      );
  });
});
