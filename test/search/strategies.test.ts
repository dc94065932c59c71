// Where the plain strategies go, point by point, and how a budget is divided.

import { describe, expect, it } from "vitest";
import type { Objective } from "../../src/core/objective.ts";
import { type ShiftPoint, zerosOf } from "../../src/core/shift.ts";
import { drawPoint } from "../../src/search/box.ts";
import { axesOf } from "../../src/search/cube.ts";
import { bestOf } from "../../src/search/ensemble.ts";
import { referenceOptimum } from "../../src/search/reference.ts";
import { strategyNamed } from "../../src/search/registry.ts";
import type { SearchSettings, Strategy, TraceEntry } from "../../src/search/search.ts";
import { favoured } from "../../src/search/starts.ts";
import { amount, boxOver, hills, PAPER_SHIFTS, settings, testShift } from "../support/search.ts";

const THETA_SATURATION = boxOver(["theta", "saturation"]);
const OBJECTIVE = hills({ theta: 50, hue: 1, saturation: 0.2 });
const traceOf = async (name: string, changes: Partial<SearchSettings>): Promise<readonly TraceEntry[]> =>
  (await strategyNamed(name)(OBJECTIVE, settings(changes))).trace;

describe("grid", () => {
  it("visits the middles of equal cells, as many along each axis as the budget pays for", async () => {
    const trace = await traceOf("grid", { box: THETA_SATURATION, budget: 5 });
    const thetas = [-60, 0, 60];
    const saturations = [-1 / 3, 0, 1 / 3];
    const middles = thetas.flatMap((theta) => saturations.map((saturation) => ({ theta, saturation })));
    expect(trace).toHaveLength(10);
    for (const [index, point] of [{ theta: 0, saturation: 0 }, ...middles].entries()) {
      expect(trace[index]?.point["theta"]).toBeCloseTo(point.theta, 12);
      expect(trace[index]?.point["saturation"]).toBeCloseTo(point.saturation, 12);
    }
    expect(await traceOf("grid", { box: boxOver(["theta"]), budget: 5 })).toHaveLength(10);
    expect(await traceOf("grid", { box: THETA_SATURATION, budget: 4 })).toHaveLength(5);
    expect(await traceOf("grid", { budget: 1 })).toHaveLength(2);
  });
});

describe("worst-of-k", () => {
  it("visits the unshifted picture and as many drawn points as are left, each from a seed of its own", async () => {
    const trace = await traceOf("worst-of-k", { budget: 6 });
    expect(trace).toHaveLength(12);
    for (const [index, { point }] of trace.slice(1).entries()) {
      const drawn = drawPoint(boxOver(), [...settings().seedParts, "k", index]);
      for (const shift of PAPER_SHIFTS) expect(point[shift]).toBeCloseTo(amount(drawn, shift), 9);
    }
  });
});

describe("adam-restarts", () => {
  it("begins at the unshifted picture and at four drawn points, all steps of one number asked for together", async () => {
    const calls: (readonly ShiftPoint[])[] = [];
    const told: [number, number][] = [];
    const objective: Objective = (points, wanted) => {
      calls.push(points);
      return OBJECTIVE(points, wanted);
    };
    const onProgress = (...progress: [number, number]): void => {
      told.push(progress);
    };
    await strategyNamed("adam-restarts")(objective, settings({ budget: 13, onProgress }));
    const drawn = [1, 2, 3, 4].map((index) => drawPoint(boxOver(), [...settings().seedParts, index]));
    expect(calls[0]).toEqual([zerosOf(PAPER_SHIFTS), ...drawn]);
    expect(calls.map((points) => points.length)).toEqual([5, 5, 1, 1, 1]);
    expect(told).toEqual([5, 10, 11, 12, 13].map((done) => [done, 13]));
  });
});

describe("quasi-newton", () => {
  it("spends three tenths of the budget on values, then climbs by gradients", async () => {
    const trace = await traceOf("quasi-newton", { budget: 20 });
    // The identity and 12 of 40 units; a gradient costs two of the 27 that are left.
    const first = trace.findIndex(({ gradient }) => gradient !== undefined);
    expect(first).toBe(13);
    expect(trace.slice(first).every(({ gradient }) => gradient !== undefined)).toBe(true);
    expect(trace.length - first).toBeLessThanOrEqual(13);
  });

  it("ends where every climb has converged, whatever is left", async () => {
    const trace = await traceOf("quasi-newton", { budget: 400 });
    expect(trace.filter(({ gradient }) => gradient !== undefined).length).toBeLessThan(200);
  });
});

describe("simplex", () => {
  it("spends the whole budget without a gradient, as one search", async () => {
    const trace = await traceOf("simplex", { budget: 60 });
    expect(trace).toHaveLength(120);
    expect(trace.every(({ restart, gradient }) => restart === 0 && gradient === undefined)).toBe(true);
  });
});

describe("the best of several searches", () => {
  it("gives each its share, the remainder to the first, and tells their progress as one", async () => {
    const budgets: number[] = [];
    const told: [number, number][] = [];
    const part = (name: string): Strategy => ({
      needs: "gradients",
      nests: false,
      search: (objective, given) => {
        budgets.push(given.budget);
        return strategyNamed(name)(objective, given);
      },
    });
    const { search } = bestOf([part("grid"), part("adam-restarts"), part("grid")]);
    const onProgress = (...progress: [number, number]): void => {
      told.push(progress);
    };
    const { trace } = await search(OBJECTIVE, settings({ box: boxOver(["theta"]), budget: 17, onProgress }));
    expect(budgets).toEqual([7, 5, 5]);
    expect(told.at(-1)).toEqual([34, 34]);
    expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).toSorted((a, b) => a - b));
    const numbers = trace.map(({ restart }) => restart);
    expect([...new Set(numbers)]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(numbers.filter((number) => number === 0)).toHaveLength(14);
  });

  it("leaves out those whose share is nothing", async () => {
    const never = (): never => {
      throw new Error("it had no budget");
    };
    const { search, needs } = bestOf([
      { needs: "values", nests: false, search: strategyNamed("grid") },
      { needs: "values", nests: false, search: never },
    ]);
    const { trace } = await search(OBJECTIVE, settings({ budget: 1 }));
    expect(needs).toBe("values");
    expect(trace).toHaveLength(2);
  });
});

describe("the reference optimum", () => {
  it("visits a dense grid with the ends of every range, each hue once, and the starts that it is given", async () => {
    const start = { theta: 12.5, hue: 0.3, saturation: -0.1 };
    const { trace } = await referenceOptimum(OBJECTIVE, settings(), [start]);
    const grid = trace.slice(1, 1 + 37 * 9 * 3);
    const valuesOf = (shift: string): number[] =>
      [...new Set(grid.map(({ raw }) => Number(amount(raw, shift).toFixed(9))))].sort((a, b) => a - b);
    expect(valuesOf("theta")).toEqual(Array.from({ length: 37 }, (_, index) => -90 + 5 * index));
    expect(valuesOf("saturation")).toEqual([-0.5, 0, 0.5]);
    expect(valuesOf("hue")).toHaveLength(9);
    expect(valuesOf("hue")[8]).toBeLessThan(Math.PI - 0.6);
    const started = trace[1 + grid.length];
    for (const shift of PAPER_SHIFTS) expect(started?.point[shift]).toBeCloseTo(start[shift], 9);
    expect(trace.length).toBeGreaterThan(1 + grid.length + 1 + 60);
    expect(trace.length).toBeLessThanOrEqual(1 + grid.length + 1 + 4 * 60 + 1);
  });
});

describe("a favoured coordinate", () => {
  const axisOf = (shift: string, low: number, high: number) => {
    const [axis] = axesOf(boxOver([shift], { [shift]: [low, high] }));
    if (axis === undefined) throw new Error("no axis");
    return axis;
  };
  const before = 89 / 180;

  it.each([
    // 12% on either end of theta, 16% within a degree of zero, 60% between them.
    ["theta", -90, 90, 0.119, 0],
    ["theta", -90, 90, 0.27, before / 2],
    ["theta", -90, 90, 0.42, before],
    ["theta", -90, 90, 0.46, before + 0.5 / 180],
    ["theta", -90, 90, 0.58, 91 / 180],
    ["theta", -90, 90, 0.73, (91 / 180 + 1) / 2],
    ["theta", -90, 90, 0.881, 1],
    // From zero on, there is only one stretch.
    ["theta", 0, 10, 0.2, 0.05],
    ["theta", 0, 10, 0.58, 0.55],
    // Within a degree of zero everywhere.
    ["theta", -0.5, 0.5, 0.5, 0.5],
    ["theta", -0.5, 0.5, 0.31, 0.25],
    // 6% and 36% on the ends of saturation.
    ["saturation", -0.5, 0.5, 0.059, 0],
    ["saturation", -0.5, 0.5, 0.205, 0.25],
    ["saturation", -0.5, 0.5, 0.495, 0.75],
    ["saturation", -0.5, 0.5, 0.641, 1],
    ["hue", -1, 1, 0.059, 0],
    ["hue", -1, 1, 0.5, 0.5],
    ["hue", -Math.PI, Math.PI, 0.059, 0.059],
  ] as const)("of %s in [%d, %d]: %d becomes %d", (shift, low, high, value, expected) => {
    expect(favoured(value, axisOf(shift, low, high))).toBeCloseTo(expected, 12);
  });

  it("of a shift without favoured places stays where it is", () => {
    const [axis] = axesOf([{ facts: testShift("blur"), range: [0, 2] }]);
    if (axis === undefined) throw new Error("no axis");
    expect([0, 0.05, 0.5, 0.99].map((value) => favoured(value, axis))).toEqual([0, 0.05, 0.5, 0.99]);
  });
});
