// Combinations of shifts by name, and the values of a sweep.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError, present, UsageError } from "../../src/core/errors.ts";
import type { BoxedShift, Range } from "../../src/core/shift.ts";
import { paperBox } from "../../src/shift/registry.ts";
import { combinationOf, combinationsWithin, distinctCombinations } from "../../src/study/combination.ts";
import { uniformSweep } from "../../src/study/questions/asks.ts";

/** One of the paper's shifts, over another range. */
function boxed(name: string, range?: Range): BoxedShift {
  const own = present(
    paperBox().find(({ facts }) => facts.name === name),
    name,
  );
  return { ...own, range: range ?? own.range };
}

describe("combinations", () => {
  it("are named in canonical order, and count once", () => {
    expect(combinationOf(["hue", "theta"])).toBe("theta+hue");
    expect(distinctCombinations([["hue", "theta"], ["saturation"], ["theta", "hue"]])).toEqual([
      ["theta", "hue"],
      ["saturation"],
    ]);
    expect(() => distinctCombinations([["theta"], []])).toThrow(InputError);
  });

  it("of three shifts are seven, fewest shifts first", () => {
    const names = combinationsWithin(paperBox().map(({ facts }) => facts.name)).map(combinationOf);
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

  it("within some names are in the names' order, size by size; of five names they are too many", () => {
    expect(combinationsWithin(["a", "b", "c", "d"]).map((set) => set.join(""))).toEqual([
      ...["a", "b", "c", "d"],
      ...["ab", "ac", "ad", "bc", "bd", "cd"],
      ...["abc", "abd", "acd", "bcd", "abcd"],
    ]);
    expect(() => combinationsWithin(["a", "b", "c", "d", "e"])).toThrow(
      new UsageError("invalid --subsets of a, b, c, d, e: 31 combinations; expected at most 4 shifts"),
    );
  });
});

describe("a uniform sweep", () => {
  it("takes evenly spaced values, 0 in the middle of a symmetric range", () => {
    expect(uniformSweep(boxed("theta"), 5)).toEqual({ shift: "theta", values: [-90, -45, 0, 45, 90] });
    expect(uniformSweep(boxed("hue"), 13).values[6]).toBe(0);
    expect(uniformSweep(boxed("saturation"), 1).values).toEqual([0]);
    expect(uniformSweep(boxed("theta", [0, 0]), 13).values).toEqual([0]);
  });

  it("begins and ends exactly at the range's ends, and rises in between", () => {
    const ranges = fc
      .tuple(fc.double({ min: -90, max: 90, noNaN: true }), fc.double({ min: 0.01, max: 90, noNaN: true }))
      .map(([low, width]) => [low, low + width] as const);
    fc.assert(
      fc.property(ranges, fc.integer({ min: 2, max: 40 }), ([low, high], count) => {
        const { values } = uniformSweep(boxed("theta", [low, high]), count);
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
    expect(uniformSweep(boxed("theta", theta), 1).values).toEqual([value]);
  });
});
