// Combinations of shifts by name, and the values of a sweep.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/core/errors.ts";
import { PAPER_RANGES, SHIFT_NAMES } from "../../src/core/shift.ts";
import { allCombinations, combinationOf, parseCombination } from "../../src/study/combination.ts";
import { uniformSweep } from "../../src/study/config.ts";

describe("combinations", () => {
  it("are parsed as users write them and named as results carry them", () => {
    expect(parseCombination("saturation, theta")).toEqual(["theta", "saturation"]);
    expect(parseCombination("hue+theta,hue")).toEqual(["theta", "hue"]);
    expect(combinationOf(["hue", "theta"])).toBe("theta+hue");
  });

  it("survive their own name, in whatever order they are given", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...SHIFT_NAMES], { minLength: 1 }), (shifts) => {
        const parsed = parseCombination(combinationOf(shifts));
        expect(parsed).toEqual(SHIFT_NAMES.filter((shift) => shifts.includes(shift)));
        expect(parseCombination(shifts.join(","))).toEqual(parsed);
      }),
    );
  });

  it("are seven, fewest shifts first", () => {
    const names = allCombinations().map(combinationOf);
    expect(names).toEqual([
      "theta",
      "hue",
      "saturation",
      "theta+hue",
      "theta+saturation",
      "hue+saturation",
      "theta+hue+saturation",
    ]);
  });

  it("of unknown or no shifts are wrong usage", () => {
    expect(() => parseCombination("theta,hu")).toThrow(
      new UsageError('unknown shift "hu"; did you mean "hue"? (known: theta, hue, saturation)'),
    );
    expect(() => parseCombination(" , ")).toThrow(UsageError);
  });
});

describe("a uniform sweep", () => {
  it("takes evenly spaced values, 0 in the middle of a symmetric range", () => {
    expect(uniformSweep("theta", PAPER_RANGES, 5)).toEqual({ shift: "theta", values: [-90, -45, 0, 45, 90] });
    expect(uniformSweep("hue", PAPER_RANGES, 13).values[6]).toBe(0);
    expect(uniformSweep("saturation", PAPER_RANGES, 1).values).toEqual([0]);
  });

  it("begins and ends exactly at the range's ends, and rises in between", () => {
    const ranges = fc
      .tuple(fc.double({ min: -90, max: 90, noNaN: true }), fc.double({ min: 0.01, max: 90, noNaN: true }))
      .map(([low, width]) => [low, low + width] as const);
    fc.assert(
      fc.property(ranges, fc.integer({ min: 2, max: 40 }), ([low, high], count) => {
        const { values } = uniformSweep("theta", { ...PAPER_RANGES, theta: [low, high] }, count);
        expect(values).toHaveLength(count);
        expect(values[0]).toBeCloseTo(low, 8);
        expect(values.at(-1)).toBeCloseTo(high, 8);
        for (const [index, value] of values.entries()) {
          expect(value >= Math.min(low, 0) && value <= Math.max(high, 0)).toBe(true);
          if (index > 0) expect(value).toBeGreaterThan(values[index - 1] ?? Number.NaN);
        }
      }),
    );
  });

  it.each([
    [[10, 20], 10],
    [[-20, -10], -10],
    [[-10, 20], 0],
  ] as const)("of one value over %j is the one nearest to no shift", (theta, value) => {
    expect(uniformSweep("theta", { ...PAPER_RANGES, theta }, 1).values).toEqual([value]);
  });
});
