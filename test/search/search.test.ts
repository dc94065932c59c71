// Searches on analytic functions, and the optimiser against the reference's traces.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CancelledError, InputError } from "../../src/core/errors.ts";
import type { Objective } from "../../src/core/objective.ts";
import { type ShiftPoint, zerosOf } from "../../src/core/shift.ts";
import { adamInit, adamStep } from "../../src/search/adam.ts";
import { referenceOptimum } from "../../src/search/reference.ts";
import { STRATEGIES, strategyNamed } from "../../src/search/registry.ts";
import { orderOf } from "../../src/search/search.ts";
import { expectClose } from "../support/closeness.ts";
import { fixtureFloats, fixtureTensors } from "../support/fixtures.ts";
import { amount, boxOver, hills, PAPER_SHIFTS, settings, testShift } from "../support/search.ts";

const ZEROS = zerosOf(PAPER_SHIFTS);

describe("adam", () => {
  it.each(["tiny-gelu", "tiny-quickgelu"])("follows the reference's trace of %s", (name) => {
    const tensors = fixtureTensors(name);
    for (const trace of ["adam0", "adam1"]) {
      const [params, grads] = [
        fixtureFloats(tensors, `${trace}.params`),
        fixtureFloats(tensors, `${trace}.grad`),
      ];
      const at = (values: Float32Array, step: number): ShiftPoint => ({
        theta: values[3 * step] ?? 0,
        hue: values[3 * step + 1] ?? 0,
        saturation: values[3 * step + 2] ?? 0,
      });
      let state = adamInit(at(params, 0));
      for (let step = 0; step < 30; step++) {
        const [theta, ...colours] = PAPER_SHIFTS;
        const of = (point: ShiftPoint, names: readonly string[]): number[] =>
          names.map((name) => amount(point, name));
        const expected = at(params, step);
        expectClose(of(state.point, [theta]), of(expected, [theta]), {
          ...{ absolute: 2e-3, what: `theta, step ${step}` },
        });
        expectClose(of(state.point, colours), of(expected, colours), { absolute: 1e-4 });
        state = adamStep(state, at(grads, step), boxOver());
      }
    }
  });
});

describe("the published search", () => {
  const search = strategyNamed("adam-restarts");

  it.each([200, 43, 5, 3])(
    "takes exactly %i gradient steps, the remainder in the first restart",
    async (budget) => {
      const { evaluations, steps, units, trace } = await search(
        hills({ theta: 50, hue: 1, saturation: 0.2 }),
        settings({ budget }),
      );
      expect([evaluations, steps, units]).toEqual([budget, budget, 2 * budget]);
      const lengths = [0, 1, 2, 3, 4].map(
        (restart) => trace.filter((entry) => entry.restart === restart).length,
      );
      expect(lengths.slice(1)).toEqual(new Array(4).fill(Math.floor(budget / 5)));
      expect(trace[0]?.raw).toEqual(ZEROS);
    },
  );

  it("climbs a hill that its first restart cannot see", async () => {
    const { best } = await search(hills({ theta: -70, hue: 2, saturation: -0.3 }), settings({ budget: 200 }));
    expect(best.pauroc).toBeLessThan(0.6);
  });

  it("refuses a shift without a published rate by name, before it asks; so does what holds a share of it", async () => {
    const blur = testShift("blur");
    const box = [...boxOver(["theta"]), { facts: blur, range: blur.range }];
    const refused = async (name: string, taken: typeof box): Promise<number> => {
      let asked = 0;
      const objective: Objective = (points, wanted) => {
        asked += points.length;
        return hills({ blur: 1 })(points, wanted);
      };
      const running = strategyNamed(name)(objective, settings({ box: taken }));
      await expect(running).rejects.toThrow(InputError);
      await expect(running).rejects.toThrow(/no published learning rate of blur/);
      return asked;
    };
    expect(await refused("adam-restarts", box)).toBe(0);
    expect(await refused("ensemble", box)).toBe(0);
    const { best } = await strategyNamed("quasi-newton")(hills({ blur: 1.8 }), settings({ box }));
    expect(best.point["blur"]).toBeCloseTo(1.8, 1);
  });

  it("stops a restart at a gradient that is not finite, and says so", async () => {
    const broken: Objective = async (points) =>
      points.map((point) => ({
        point,
        loss: 0.1,
        pauroc: point["hue"] === 0 ? 0.9 : 0.1,
        imageScore: 0,
        gradient: point["hue"] === 0 ? ZEROS : { ...ZEROS, theta: Number.NaN },
      }));
    const { best, flags } = await search(broken, settings());
    expect(best.pauroc).toBe(0.9);
    expect(flags).toMatchObject({ nonFinite: 4, zeroGradientShare: 8 / 12 });
  });
});

describe.each(Object.keys(STRATEGIES))("%s", (name) => {
  const search = strategyNamed(name);
  const subsets: string[][] = [
    ["theta"],
    ["hue"],
    ["saturation"],
    ["theta", "saturation"],
    ["theta", "hue", "saturation"],
  ];

  it("returns the worst of all it visited, names what it searches, and repeats itself", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...subsets),
        fc.integer({ min: 1, max: 60 }),
        fc.integer(),
        async (over, budget, seed) => {
          const objective = hills({ theta: 60, hue: -2, saturation: 0.4 });
          const given = settings({ box: boxOver(over), budget, seedParts: [seed] });
          const result = await search(objective, given);
          const { isWorse } = orderOf(objective);
          expect(result.trace.some((entry) => isWorse(entry, result.best))).toBe(false);
          for (const { raw, point } of result.trace)
            expect([Object.keys(raw), Object.keys(point)]).toEqual([over, over]);
          expect(result.units).toBeLessThanOrEqual(2 * budget);
          expect(await search(objective, given)).toEqual(result);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("evaluates the identity first, and asks for five points at a time at most", async () => {
    const sizes: number[] = [];
    const objective = hills({ theta: 60, hue: -2, saturation: 0.4 });
    const { trace } = await search((points, wanted) => {
      sizes.push(points.length);
      return objective(points, wanted);
    }, settings());
    expect(trace[0]?.raw).toEqual(ZEROS);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5);
  });

  it("maximises the loss of a normal sample, which has no pAUROC", async () => {
    const objective = hills({ theta: 20, hue: 0.5, saturation: 0.4 });
    const normal: Objective = async (points, wanted) =>
      (await objective(points, wanted)).map((evaluation) => ({ ...evaluation, pauroc: null }));
    const { best, trace } = await search(normal, settings({ budget: 100 }));
    expect(best.loss).toBe(Math.max(...trace.map(({ loss }) => loss ?? Number.NaN)));
    expect(best.loss).toBeGreaterThan(0.5);
  });

  it("survives evaluations that are not finite, and never returns one", async () => {
    const objective = hills({ theta: 20, hue: 0.5, saturation: 0.4 });
    const holed: Objective = async (points, wanted) =>
      (await objective(points, wanted)).map((evaluation) =>
        amount(evaluation.point, "theta") > 10
          ? { ...evaluation, loss: Number.NaN, pauroc: Number.NaN }
          : evaluation,
      );
    const { best, flags, trace } = await search(holed, settings());
    expect(Number.isFinite(best.loss)).toBe(true);
    expect(flags.nonFinite).toBe(trace.filter(({ loss }) => Number.isNaN(loss)).length);
  });

  it("cuts the hue's circle where the preset says so", async () => {
    const { trace } = await search(
      hills({ theta: 0, hue: Math.PI, saturation: 0 }),
      settings({ circle: "clipped", box: boxOver(["hue"]) }),
    );
    expect(trace.every(({ point }) => Math.abs(amount(point, "hue")) <= Math.PI)).toBe(true);
  });

  it("takes a searched range without width as one value", async () => {
    const box = boxOver(undefined, { theta: [0, 0], hue: [0, 0], saturation: [0, 0] });
    const { best } = await search(hills({ theta: 60, hue: 1, saturation: 0.5 }), settings({ box }));
    expect(best.point).toEqual(ZEROS);
  });

  it("asks for nothing beyond the user's ranges", async () => {
    const box = boxOver(undefined, { theta: [-10, 10], saturation: [0, 0.1] });
    const asked: ShiftPoint[] = [];
    const objective = hills({ theta: 60, hue: 1, saturation: 0.5 });
    const { trace } = await search(async (points, wanted) => {
      asked.push(...points);
      return await objective(points, wanted);
    }, settings({ box }));
    for (const point of [...asked, ...trace.map((entry) => entry.point)]) {
      const saturation = amount(point, "saturation");
      expect(Math.abs(amount(point, "theta")) <= 10 && saturation >= 0 && saturation <= 0.1).toBe(true);
    }
  });

  it("ends when it is cancelled", async () => {
    const cancel = new AbortController();
    const running = search(
      hills(ZEROS),
      settings({ signal: cancel.signal, onProgress: () => cancel.abort() }),
    );
    await expect(running).rejects.toThrow(CancelledError);
  });
});

describe("at the cost of the published search", () => {
  const peak = { theta: -70, hue: 2.6, saturation: 0.5 };
  const kinked: Objective = async (points, wanted) =>
    (await hills(peak)(points, wanted)).map((evaluation) => ({
      ...evaluation,
      pauroc: (evaluation.pauroc ?? 0) + 0.02 * Math.abs(Math.sin(amount(evaluation.point, "theta") / 3)),
    }));

  it.each(["simplex", "surrogate", "surrogate-simplex"])(
    "%s finds a lower pAUROC on a kinked landscape, from values alone",
    async (name) => {
      const published = await strategyNamed("adam-restarts")(kinked, settings({ budget: 200 }));
      const result = await strategyNamed(name)(kinked, settings({ budget: 200 }));
      expect(result.best.pauroc).toBeLessThan(published.best.pauroc ?? 0);
      expect(result.steps).toBe(0);
    },
  );

  it("quasi-newton finds the top of a smooth hill exactly", async () => {
    const { best, steps } = await strategyNamed("quasi-newton")(
      hills({ theta: -40, hue: 2.6, saturation: 0.3 }),
      settings({ budget: 200 }),
    );
    expect(best.point["theta"]).toBeCloseTo(-40, 0);
    expect(best.point["saturation"]).toBeCloseTo(0.3, 1);
    expect(steps).toBeGreaterThan(10);
  });

  it("the ensemble is as good as the best part of its budget bought", async () => {
    const { best, trace } = await strategyNamed("ensemble")(kinked, settings({ budget: 99 }));
    const alone = await strategyNamed("surrogate-simplex")(kinked, settings({ budget: 33 }));
    expect(best.pauroc).toBeLessThanOrEqual(alone.best.pauroc ?? 0);
    expect(trace.filter(({ raw }) => PAPER_SHIFTS.every((shift) => raw[shift] === 0)).length).toBeGreaterThan(
      2,
    );
  });

  it("the reference optimum is lower than what any strategy found", async () => {
    const { best } = await strategyNamed("surrogate-simplex")(kinked, settings({ budget: 100 }));
    const reference = await referenceOptimum(kinked, settings(), [best.point]);
    expect(reference.best.pauroc).toBeLessThanOrEqual(best.pauroc ?? 0);
  });
});

it("names the nearest strategy for an unknown one", () => {
  expect(() => strategyNamed("adam-restart")).toThrow(
    /unknown strategy "adam-restart"; did you mean "adam-restarts"/,
  );
});
