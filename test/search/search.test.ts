// Searches on analytic functions, and the optimiser against the reference's traces.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CancelledError } from "../../src/core/errors.ts";
import type { Objective } from "../../src/core/objective.ts";
import { IDENTITY, PAPER_RANGES, SHIFT_NAMES, type Shift, type ShiftPoint } from "../../src/core/shift.ts";
import { adamInit, adamStep } from "../../src/search/adam.ts";
import { STRATEGIES, strategyNamed } from "../../src/search/registry.ts";
import { isWorse, type SearchSettings } from "../../src/search/search.ts";
import { expectClose } from "../support/closeness.ts";
import { fixtureFloats, fixtureTensors } from "../support/fixtures.ts";

/** A loss with a hill at `peak` and a smaller one at the origin; pAUROC falls as the loss rises. */
function hills(peak: ShiftPoint): Objective {
  return async (points, wanted = {}) =>
    points.map((point) => {
      const units = { theta: 40, hue: 1, saturation: 0.3 };
      const hill = (centre: ShiftPoint, height: number): { value: number; slope: ShiftPoint } => {
        const offsets = SHIFT_NAMES.map((shift) => (point[shift] - centre[shift]) / units[shift]);
        const value = height * Math.exp(-offsets.reduce((sum, offset) => sum + offset * offset, 0));
        const slope = { ...IDENTITY };
        for (const [axis, shift] of SHIFT_NAMES.entries()) {
          slope[shift] = (-2 * value * (offsets[axis] ?? 0)) / units[shift];
        }
        return { value, slope };
      };
      const [near, far] = [hill(IDENTITY, 0.2), hill(peak, 1)];
      const gradient = { ...IDENTITY };
      for (const shift of SHIFT_NAMES) gradient[shift] = near.slope[shift] + far.slope[shift];
      const loss = near.value + far.value;
      return { point, loss, pauroc: 1 - loss / 2, imageScore: 0.5, ...(wanted.gradient ? { gradient } : {}) };
    });
}

const settings = (changes: Partial<SearchSettings> = {}): SearchSettings => ({
  over: SHIFT_NAMES,
  ranges: PAPER_RANGES,
  budget: 40,
  seedParts: [7, "demo", "gear", "003.png"],
  ...changes,
});

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
        const { theta, hue, saturation } = state.point;
        expectClose([theta], [at(params, step).theta], { absolute: 2e-3, what: `theta, step ${step}` });
        expectClose([hue, saturation], [at(params, step).hue, at(params, step).saturation], {
          absolute: 1e-4,
        });
        state = adamStep(state, at(grads, step), SHIFT_NAMES);
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
      expect(trace[0]?.raw).toEqual(IDENTITY);
    },
  );

  it("climbs a hill that its first restart cannot see", async () => {
    const { best } = await search(hills({ theta: -70, hue: 2, saturation: -0.3 }), settings({ budget: 200 }));
    expect(best.pauroc).toBeLessThan(0.6);
  });

  it("stops a restart at a gradient that is not finite, and says so", async () => {
    const broken: Objective = async (points) =>
      points.map((point) => ({
        point,
        loss: 0.1,
        pauroc: point.hue === 0 ? 0.9 : 0.1,
        imageScore: 0,
        gradient: point.hue === 0 ? IDENTITY : { ...IDENTITY, theta: Number.NaN },
      }));
    const { best, flags } = await search(broken, settings());
    expect(best.pauroc).toBe(0.9);
    expect(flags).toMatchObject({ nonFinite: 4, zeroGradientShare: 8 / 12 });
  });
});

describe.each(Object.keys(STRATEGIES))("%s", (name) => {
  const search = strategyNamed(name);
  const subsets: Shift[][] = [
    ["theta"],
    ["hue"],
    ["saturation"],
    ["theta", "saturation"],
    ["theta", "hue", "saturation"],
  ];

  it("returns the worst of all it visited, moves what it may, and repeats itself", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...subsets),
        fc.integer({ min: 1, max: 60 }),
        fc.integer(),
        async (over, budget, seed) => {
          const objective = hills({ theta: 60, hue: -2, saturation: 0.4 });
          const given = settings({ over, budget, seedParts: [seed] });
          const result = await search(objective, given);
          expect(result.trace.some((entry) => isWorse(entry, result.best))).toBe(false);
          for (const shift of SHIFT_NAMES) {
            if (!over.includes(shift)) expect(result.trace.every(({ raw }) => raw[shift] === 0)).toBe(true);
          }
          expect(result.units).toBeLessThanOrEqual(2 * budget);
          expect(await search(objective, given)).toEqual(result);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("keeps within the user's ranges", async () => {
    const ranges = { ...PAPER_RANGES, theta: [-10, 10], saturation: [0, 0.1] } as const;
    const { trace } = await search(hills({ theta: 60, hue: 1, saturation: 0.5 }), settings({ ranges }));
    expect(
      trace.every(
        ({ point }) => Math.abs(point.theta) <= 10 && point.saturation >= 0 && point.saturation <= 0.1,
      ),
    ).toBe(true);
  });

  it("ends when it is cancelled", async () => {
    const cancel = new AbortController();
    const running = search(
      hills(IDENTITY),
      settings({ signal: cancel.signal, onProgress: () => cancel.abort() }),
    );
    await expect(running).rejects.toThrow(CancelledError);
  });
});

it("names the nearest strategy for an unknown one", () => {
  expect(() => strategyNamed("adam-restart")).toThrow(
    /unknown strategy "adam-restart"; did you mean "adam-restarts"/,
  );
});
