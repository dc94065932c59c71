// The values that act: clipped to their ranges, a circle wrapped first; on the host as in the graph.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  effectivePoint,
  fullBox,
  isWholeCircle,
  rangesOf,
  type ShiftRanges,
  takenAmount,
  zerosOf,
} from "../../src/core/shift.ts";
import { boxOf, paperBox, shiftFacts } from "../../src/shift/registry.ts";
import { uniformSweep } from "../../src/study/questions/asks.ts";
import { FACTS } from "../support/shift-facts.ts";

const TURN = 2 * Math.PI;
const FULL = [-Math.PI, Math.PI] as const;
const within = (hue: readonly [number, number]) => boxOf({ hue });

describe("a shift of whole amounts", () => {
  const [jpeg] = boxOf({ jpeg: [0, 24.6] });

  it("takes the nearest within its range, halves up", () => {
    const at = (amount: number) => effectivePoint({ jpeg: amount }, jpeg === undefined ? [] : [jpeg]).jpeg;
    expect([0.4, 0.5, 12.49, 24.6, 90, -3].map(at)).toEqual([0, 1, 12, 24, 24, 0]);
  });

  it("is swept at whole amounts, each once", () => {
    const values = jpeg === undefined ? [] : uniformSweep({ ...jpeg, range: [0, 4] }, 9).values;
    expect(values).toEqual([0, 1, 2, 3, 4]);
  });
});

describe("a shift of listed amounts", () => {
  it("takes the nearest of them within its range", () => {
    const facts = { ...FACTS, values: [-2, 0, 1, 5], range: [-2, 5] as const };
    const at = (amount: number) => takenAmount({ facts, range: [-1, 5] }, amount);
    expect([-2, 0.4, 0.6, 4].map(at)).toEqual([0, 0, 1, 5]);
  });
});

describe("the effective point", () => {
  it.each([
    ["a value within is kept", 0.3, [-0.5, 0.5], 0.3],
    ["a value beyond is clipped", 2, [-0.5, 0.5], 0.5],
    ["a turn more is the same hue", TURN - 0.1, [-0.5, 0.5], -0.1],
    ["a turn less is the same hue", 0.1 - TURN, [-0.5, 0.5], 0.1],
    ["beyond π it comes from below, and is clipped there", Math.PI + 0.2, [-0.5, 0.5], -0.5],
    ["a lopsided range too", TURN + 0.4, [-0.1, 0.2], 0.2],
    ["the whole circle has no ends", 4, FULL, 4 - TURN],
    ["the whole circle has no upper border", Math.PI, FULL, -Math.PI],
  ] as const)("of hue: %s", (_, hue, range, expected) => {
    expect(effectivePoint({ hue }, within(range)).hue).toBeCloseTo(expected, 12);
  });

  it("clips a hue without wrapping where the circle is cut open", () => {
    expect(effectivePoint({ hue: TURN - 0.1 }, within([-0.5, 0.5]), "clipped").hue).toBe(0.5);
    expect(effectivePoint({ hue: 4 }, paperBox(), "clipped").hue).toBe(Math.PI);
  });

  it("clips angles of rotation and saturation to their ranges", () => {
    const ranges: ShiftRanges = { theta: [-3, 12], saturation: [-0.5, 0.5] };
    const acting = effectivePoint({ theta: -95, hue: 9, saturation: 0.7 }, boxOf(ranges));
    expect(acting).toEqual({ theta: -3, hue: 9, saturation: 0.5 });
    expect(effectivePoint({ theta: 370 }, boxOf(ranges))).toEqual({ theta: 12 });
  });

  it("is its own effective point", () => {
    const any = fc.double({ min: -500, max: 500, noNaN: true });
    fc.assert(
      fc.property(any, any, fc.double({ min: 0, max: 3, noNaN: true }), (theta, hue, most) => {
        const once = effectivePoint({ theta, hue, saturation: 0 }, within([-most, most]));
        expect(effectivePoint(once, within([-most, most]))).toEqual(once);
      }),
    );
  });
});

describe("a box", () => {
  it("has its ranges by name, and comes back from them", () => {
    const ranges = { theta: [-3, 12], saturation: [-0.1, 0.1] } as const;
    expect(rangesOf(boxOf(ranges))).toEqual(ranges);
    expect(boxOf({ saturation: [0, 0.5], theta: [-1, 1] }).map(({ facts }) => facts.name)).toEqual([
      "theta",
      "saturation",
    ]);
    expect(rangesOf(fullBox(shiftFacts()))).toMatchObject({
      theta: [-90, 90],
      hue: [-Math.PI, Math.PI],
      saturation: [-0.5, 0.5],
    });
  });

  it("holds a whole circle where a period has no ends", () => {
    const circles = (ranges: ShiftRanges): boolean[] => boxOf(ranges).map(isWholeCircle);
    expect(circles({ theta: [-90, 90], hue: [-Math.PI, Math.PI] })).toEqual([false, true]);
    expect(circles({ hue: [-3, 3] })).toEqual([false]);
  });

  it("begins at zeros", () => {
    expect(zerosOf(["theta", "hue"])).toEqual({ theta: 0, hue: 0 });
  });
});
