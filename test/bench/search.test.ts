// The search benchmark's arithmetic on runs made by hand, and its cache of evaluations.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { earlierReferences } from "../../bench/search/earlier-references.ts";
import { cachedObjective } from "../../bench/search/evaluation-cache.ts";
import { summarize } from "../../bench/search/summary.ts";
import { textOf } from "../../bench/search/table.ts";
import type { JobResult, RunResult } from "../../bench/search/types.ts";
import type { Objective } from "../../src/core/objective.ts";
import { amount } from "../support/search.ts";

const ZEROS = { theta: 0, hue: 0, saturation: 0 };

const folder = mkdtempSync(join(tmpdir(), "faultline-bench-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A run whose best value falls to each pAUROC at the given units. */
function run(strategy: string, budget: number, falls: readonly (readonly [number, number])[]): RunResult {
  const curve = falls.map(([units, pauroc]) => ({ units, pauroc, loss: 1 - pauroc }));
  return { strategy, seed: 0, budget, milliseconds: 1, cost: 2 * budget, curve, point: ZEROS };
}

function picture(name: string, runs: readonly RunResult[], reference: number): JobResult {
  const found = (pauroc: number) => ({ pauroc, loss: 1 - pauroc });
  return {
    model: "demo",
    picture: name,
    clean: found(0.9),
    runs,
    reference: found(reference),
    referencePoint: ZEROS,
  };
}

describe("the figures of a strategy", () => {
  const results = [
    picture(
      "a",
      [
        run("published", 10, [
          [2, 0.9],
          [8, 0.5],
        ]),
        run("new", 10, [
          [1, 0.9],
          [5, 0.3],
        ]),
        run("new", 20, [
          [1, 0.9],
          [30, 0.2],
        ]),
      ],
      0.25,
    ),
    picture(
      "b",
      [
        run("published", 10, [
          [2, 0.8],
          [16, 0.3],
        ]),
        run("new", 10, [
          [1, 0.8],
          [12, 0.4],
        ]),
        run("new", 20, [
          [1, 0.8],
          [40, 0.4],
        ]),
      ],
      0.3,
    ),
  ];
  const plan = {
    models: ["demo"],
    strategies: ["published", "new"],
    budget: 10,
    budgets: {},
    seeds: 1,
    multiples: [2],
    published: "published",
  };
  const { models, strategies } = summarize(results, plan);
  const [published, fresh] = strategies;

  it("are means over the pictures of what the runs ended with", () => {
    expect(published?.meanPauroc).toBeCloseTo(0.4, 12);
    expect(fresh?.meanPauroc).toBeCloseTo(0.35, 12);
    expect(fresh?.meanLoss).toBeCloseTo(0.65, 12);
    expect(fresh?.units).toBe(20);
  });

  it("hold each run against the published one of the same picture", () => {
    expect(fresh?.atLeastAsLow).toBe(0.5);
    expect(published?.atLeastAsLow).toBe(1);
  });

  it("measure from a reference that is never above what any run found", () => {
    expect(models[0]?.referencePauroc).toBeCloseTo((0.2 + 0.3) / 2, 12);
    expect(fresh?.gap).toBeCloseTo(0.35 - 0.25, 12);
  });

  it("say when the mean of the best so far passed the published search's last", () => {
    expect(published?.unitsToReachPublished).toBe(16);
    expect(fresh?.unitsToReachPublished).toBe(12);
  });

  it("draw a curve over shares of the budget", () => {
    expect(fresh?.curve.map(({ units, meanPauroc }) => [units, Number(meanPauroc.toFixed(3))])).toEqual([
      [5, 0.55],
      [10, 0.55],
      [20, 0.35],
      [40, 0.3],
    ]);
  });

  it("of strategies whose evaluations cost less are of budgets of their own, at the same cost", () => {
    const drafting = {
      ...run("new", 20, [
        [1, 0.9],
        [15, 0.2],
        [20, 0.1],
      ]),
      cost: 20,
    };
    const { strategies: own } = summarize(
      results.map((result) => ({ ...result, runs: [...result.runs.slice(0, 1), drafting] })),
      { ...plan, budgets: { new: 20 }, multiples: [] },
    );
    expect(own[1]).toMatchObject({ units: 20, cost: 20, meanPauroc: 0.1 });
    expect(own[1]?.curve.map(({ units }) => units)).toEqual([5, 10, 20]);
    expect(own[1]?.unitsToReachPublished).toBe(15);
  });

  it("stand in a table, a line for each strategy", () => {
    const lines = textOf({ models, strategies }).split("\n");
    expect(lines[0]).toBe("demo: 2 pictures, clean pAUROC 0.900, reference 0.250");
    expect(lines[3]).toMatch(/^new +0\.350 +0\.650 +50% +0\.100 +12/);
  });
});

describe("the cache of evaluations", () => {
  it("asks for a point once, gradients apart, across restarts and a torn line", async () => {
    const asked: number[] = [];
    const objective: Objective = async (points, { gradient = false } = {}) => {
      asked.push(points.length);
      return points.map((point) => ({
        point,
        loss: amount(point, "theta") / 3,
        pauroc: 0.1 + 0.2,
        imageScore: 0,
        ...(gradient ? { gradient: ZEROS } : {}),
      }));
    };
    const file = join(folder, "sample.jsonl");
    const points = [1, 2].map((theta) => ({ ...ZEROS, theta }));
    const direct = await objective(points);
    expect(await cachedObjective(objective, file)(points)).toEqual(direct);
    writeFileSync(file, '["torn', { flag: "a" });
    const again = cachedObjective(objective, file);
    expect(await again([...points, ZEROS])).toEqual([...direct, ...(await objective([ZEROS]))]);
    expect((await again(points, { gradient: true }))[0]?.gradient).toEqual(ZEROS);
    expect(asked).toEqual([2, 2, 1, 1, 2]);
  });

  it("knows points of other shifts apart, the unshifted picture among them", async () => {
    const asked: number[] = [];
    const objective: Objective = async (points) => {
      asked.push(points.length);
      return points.map((point) => ({ point, loss: amount(point, "blur"), pauroc: 0.5, imageScore: 0 }));
    };
    const cached = cachedObjective(objective, join(folder, "others.jsonl"));
    const points = [{}, { theta: 0 }, { blur: 1 }, { theta: 0, blur: 1 }];
    expect((await cached(points)).map(({ point }) => point)).toEqual(points);
    expect((await cached(points)).map(({ loss }) => loss)).toEqual([0, 0, 1, 1]);
    expect(asked).toEqual([4]);
  });
});

describe("references of earlier figures", () => {
  const plan = { shifts: ["theta", "scale"], pictures: "test", referenceUnits: 20_000 };
  const file = join(folder, "figures.json");
  const point = { theta: -90, scale: 0.2 };
  const pictureFigures = [
    { model: "demo", picture: "gear/test/chip/000.png", referencePoint: point },
    { model: "demo", picture: "nut/test/chip/000.png", referencePoint: null },
  ];
  writeFileSync(file, JSON.stringify({ ...plan, pictureFigures }));

  it("are the places of those pictures that have one", () => {
    expect(earlierReferences([file], plan)).toEqual([
      { model: "demo", picture: "gear/test/chip/000.png", point },
    ]);
  });

  it.each([
    { ...plan, shifts: ["theta"] },
    { ...plan, pictures: "tuning" },
    { ...plan, referenceUnits: 600 },
  ])("hold for what they were searched for alone, not for $shifts, $pictures, $referenceUnits", (other) => {
    expect(() => earlierReferences([file], other)).toThrow(
      /--references .* theta,scale on test pictures, 20000/,
    );
  });
});
