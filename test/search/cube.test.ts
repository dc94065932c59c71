// The box as a unit cube: axes, places, distances and steps, on numbers that can be worked out by hand.

import { describe, expect, it } from "vitest";
import { IDENTITY, PAPER_RANGES, SHIFT_NAMES, type ShiftRanges } from "../../src/core/shift.ts";
import { drawPoint } from "../../src/search/box.ts";
import { axesOf, clipped, distance, pointAt, positionOf, stepsAlong } from "../../src/search/cube.ts";

const CUBE = axesOf(SHIFT_NAMES, PAPER_RANGES);
const PARTS: ShiftRanges = { theta: [-30, 60], hue: [-1, 1], saturation: [0, 0.5] };

describe("axes", () => {
  it("are as long as 60° of theta, a turn of hue and 1 of saturation count alike", () => {
    expect(CUBE).toEqual([
      { shift: "theta", low: -90, high: 90, wraps: false, length: 3 },
      { shift: "hue", low: -Math.PI, high: Math.PI, wraps: true, length: 1 },
      { shift: "saturation", low: -0.5, high: 0.5, wraps: false, length: 1 },
    ]);
    expect(axesOf(SHIFT_NAMES, PARTS).map(({ length }) => length)).toEqual([1.5, 1 / Math.PI, 0.5]);
  });

  it("go round where the whole circle is searched and may be gone round", () => {
    const wraps = (ranges: ShiftRanges, circle?: "wrapped" | "clipped"): boolean[] =>
      axesOf(SHIFT_NAMES, ranges, circle).map((axis) => axis.wraps);
    expect(wraps(PAPER_RANGES)).toEqual([false, true, false]);
    expect(wraps(PAPER_RANGES, "clipped")).toEqual([false, false, false]);
    expect(wraps(PARTS)).toEqual([false, false, false]);
    expect(wraps({ ...PARTS, theta: [-90, 90], hue: [-3, Math.PI] })).toEqual([false, false, false]);
  });
});

describe("a place", () => {
  it("is clipped to the box, but on an axis that goes round", () => {
    expect(clipped([-0.5, -0.5, 1.5], CUBE)).toEqual([0, -0.5, 1]);
    expect(clipped([0.25, 1.5, 0.75], CUBE)).toEqual([0.25, 1.5, 0.75]);
  });

  it("is a point: shares of the ranges, both ends exactly; what is not searched stays at 0", () => {
    const at = (...position: number[]) => pointAt(position, CUBE, SHIFT_NAMES, PAPER_RANGES);
    expect(at(0, 0, 0)).toEqual({ theta: -90, hue: -Math.PI, saturation: -0.5 });
    expect(at(1, 1, 1)).toEqual({ theta: 90, hue: Math.PI, saturation: 0.5 });
    expect(at(0.25, 0.75, 0.5)).toEqual({ theta: -45, hue: Math.PI / 2, saturation: 0 });
    const theta = axesOf(["theta"], PARTS);
    expect(pointAt([0.5], theta, ["theta"], PARTS)).toEqual({ ...IDENTITY, theta: 15 });
  });

  it("of a point lies in the cube: beyond a range at its end, beyond the circle round it", () => {
    expect(positionOf({ theta: 200, hue: Math.PI, saturation: -9 }, CUBE)).toEqual([1, 0, 0]);
    const [theta, hue, saturation] = positionOf({ theta: -45, hue: -3 * Math.PI, saturation: 0.25 }, CUBE);
    expect([theta, hue, saturation]).toEqual([0.25, 0, 0.75]);
    expect(positionOf({ theta: 15, hue: -2, saturation: 0.25 }, axesOf(SHIFT_NAMES, PARTS))).toEqual([
      0.5, 0, 0.5,
    ]);
  });
});

describe("lengths", () => {
  it("are Euclidean in units that count alike", () => {
    expect(distance([0, 0, 0], [0.1, 0.4, 0], CUBE)).toBeCloseTo(0.5, 12);
    expect(distance([0, 0.9, 0], [0, 0.1, 0.2], CUBE)).toBeCloseTo(Math.hypot(0.2, 0.2), 12);
    expect(distance([0.5, 3.25, 0.5], [0.5, 0.25, 0.5], CUBE)).toBeCloseTo(0, 12);
  });

  it("of steps are shares of the axes, a quarter of one at most", () => {
    const steps = { theta: 6, hue: 0.4, saturation: 0.3 };
    expect(stepsAlong(CUBE, steps)).toEqual([6 / 180, 0.4 / (2 * Math.PI), 0.25]);
    expect(stepsAlong(axesOf(SHIFT_NAMES, PARTS), steps)).toEqual([6 / 90, 0.2, 0.25]);
  });
});

describe("a drawn point", () => {
  it("lies in the ranges, and a shift's value does not depend on which others are searched", () => {
    for (let number = 0; number < 40; number++) {
      const all = drawPoint(SHIFT_NAMES, PARTS, ["draw", number]);
      for (const shift of SHIFT_NAMES) {
        const [low, high] = PARTS[shift];
        expect(all[shift]).toBeGreaterThanOrEqual(low);
        expect(all[shift]).toBeLessThan(high);
        expect(drawPoint([shift], PARTS, ["draw", number])).toEqual({ ...IDENTITY, [shift]: all[shift] });
      }
    }
  });
});
