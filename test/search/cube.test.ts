// The box as a unit cube: axes, places, distances and steps, on numbers that can be worked out by hand.

import { describe, expect, it } from "vitest";
import type { Range } from "../../src/core/shift.ts";
import {
  axesOf,
  clipped,
  distance,
  edgesAlong,
  isApart,
  pointAt,
  positionOf,
} from "../../src/search/cube.ts";
import { boxOver, testShift } from "../support/search.ts";

const CUBE = axesOf(boxOver());
const PARTS: Readonly<Record<string, Range>> = { theta: [-30, 60], hue: [-1, 1], saturation: [0, 0.5] };
const PART_CUBE = axesOf(boxOver(undefined, PARTS));

describe("axes", () => {
  it("are as long as 60° of theta, a turn of hue and 1 of saturation count alike", () => {
    const shown = CUBE.map(({ facts, ...axis }) => ({ shift: facts.name, ...axis }));
    expect(shown).toEqual([
      { shift: "theta", low: -90, high: 90, wraps: false, length: 3 },
      { shift: "hue", low: -Math.PI, high: Math.PI, wraps: true, length: 1 },
      { shift: "saturation", low: -0.5, high: 0.5, wraps: false, length: 1 },
    ]);
    expect(PART_CUBE.map(({ length }) => length)).toEqual([1.5, 1 / Math.PI, 0.5]);
  });

  it("go round where the whole circle is searched and may be gone round", () => {
    const wraps = (ranges: Readonly<Record<string, Range>>, circle?: "wrapped" | "clipped"): boolean[] =>
      axesOf(boxOver(undefined, ranges), circle).map((axis) => axis.wraps);
    expect(wraps({})).toEqual([false, true, false]);
    expect(wraps({}, "clipped")).toEqual([false, false, false]);
    expect(wraps(PARTS)).toEqual([false, false, false]);
    expect(wraps({ ...PARTS, theta: [-90, 90], hue: [-3, Math.PI] })).toEqual([false, false, false]);
  });

  it("are any shift's, by its facts", () => {
    const dial = testShift("dial", { periodic: true, range: [0, 8], search: { length: 4, edge: 1 } });
    const blur = testShift("blur");
    const axes = axesOf([
      { facts: dial, range: [0, 8] },
      { facts: blur, range: [0, 0.5] },
    ]);
    expect(axes.map(({ wraps, length }) => [wraps, length])).toEqual([
      [true, 2],
      [false, 0.5],
    ]);
  });
});

describe("a place", () => {
  it("is clipped to the box, but on an axis that goes round", () => {
    expect(clipped([-0.5, -0.5, 1.5], CUBE)).toEqual([0, -0.5, 1]);
    expect(clipped([0.25, 1.5, 0.75], CUBE)).toEqual([0.25, 1.5, 0.75]);
  });

  it("is a point: shares of the ranges, both ends exactly; it names what is searched alone", () => {
    const at = (...position: number[]) => pointAt(position, CUBE, boxOver());
    expect(at(0, 0, 0)).toEqual({ theta: -90, hue: -Math.PI, saturation: -0.5 });
    expect(at(1, 1, 1)).toEqual({ theta: 90, hue: Math.PI, saturation: 0.5 });
    expect(at(0.25, 0.75, 0.5)).toEqual({ theta: -45, hue: Math.PI / 2, saturation: 0 });
    const theta = boxOver(["theta"], PARTS);
    expect(pointAt([0.5], axesOf(theta), theta)).toEqual({ theta: 15 });
  });

  it("of a point lies in the cube: beyond a range at its end, beyond the circle round it", () => {
    expect(positionOf({ theta: 200, hue: Math.PI, saturation: -9 }, CUBE)).toEqual([1, 0, 0]);
    const [theta, hue, saturation] = positionOf({ theta: -45, hue: -3 * Math.PI, saturation: 0.25 }, CUBE);
    expect([theta, hue, saturation]).toEqual([0.25, 0, 0.75]);
    expect(positionOf({ theta: 15, hue: -2, saturation: 0.25 }, PART_CUBE)).toEqual([0.5, 0, 0.5]);
  });

  it("of a point that lacks a shift is at its 0", () => {
    expect(positionOf({ theta: 45 }, CUBE)).toEqual([0.75, 0.5, 0.5]);
    expect(positionOf({}, PART_CUBE)).toEqual([30 / 90, 0.5, 0]);
  });
});

describe("lengths", () => {
  it("are Euclidean in units that count alike", () => {
    expect(distance([0, 0, 0], [0.1, 0.4, 0], CUBE)).toBeCloseTo(0.5, 12);
    expect(distance([0, 0.9, 0], [0, 0.1, 0.2], CUBE)).toBeCloseTo(Math.hypot(0.2, 0.2), 12);
    expect(distance([0.5, 3.25, 0.5], [0.5, 0.25, 0.5], CUBE)).toBeCloseTo(0, 12);
  });

  it("of edges are shares of the axes, a quarter of one at most", () => {
    expect(edgesAlong(CUBE)).toEqual([6 / 180, 0.4 / (2 * Math.PI), 0.12]);
    expect(edgesAlong(CUBE, ({ search }) => 2.5 * search.edge)).toEqual([15 / 180, 1 / (2 * Math.PI), 0.25]);
    expect(edgesAlong(PART_CUBE)).toEqual([6 / 90, 0.2, 0.24]);
  });
});

describe("a place is apart from another", () => {
  it("beyond a five-hundredth of a length, the short way round a circle", () => {
    const theta = axesOf(boxOver(["theta"]));
    expect([0.0006, 0.0007].map((at) => isApart([0.5 + at], [[0.5]], theta))).toEqual([false, true]);
    const hue = axesOf(boxOver(["hue"]));
    expect([0.9989, 0.9979].map((at) => isApart([at], [[0.2], [0]], hue))).toEqual([false, true]);
  });

  it("beyond the same share of a box that is shorter", () => {
    const short = axesOf(boxOver(["saturation"], { saturation: [0, 0.001] }));
    expect([0.0019, 0.0021].map((at) => isApart([at], [[0]], short))).toEqual([false, true]);
  });
});
