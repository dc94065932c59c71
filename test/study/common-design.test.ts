// Station points of a shared design: a pure function of the box, what single pictures were found worst at, and a seed.

import { describe, expect, it } from "vitest";
import type { BoxedShift, Range, ShiftFacts } from "../../src/core/shift.ts";
import { posePoints, stationPoints } from "../../src/study/common-design.ts";
import { FACTS } from "../support/shift-facts.ts";

const boxed = (name: string, range: Range, changes: Partial<ShiftFacts> = {}): BoxedShift => ({
  facts: { ...FACTS, name, range, ...changes },
  range,
});

const seedParts = [0, "nut"];

describe("station points", () => {
  it("are the station at rest, then winners that lie apart, then corners, then what fills the box", () => {
    const box = [boxed("a", [-1, 1]), boxed("b", [0, 10])];
    const winners = [{ a: 0.5, b: 5 }, { a: 0.51, b: 5.1 }, { a: -0.5 }];
    const points = stationPoints({ box, winners, count: 9, seedParts });
    expect(points.slice(0, 7)).toEqual([
      { a: 0, b: 0 },
      { a: 0.5, b: 5 },
      { a: -0.5, b: 0 },
      { a: -1, b: 0 },
      { a: -1, b: 10 },
      { a: 1, b: 0 },
      { a: 1, b: 10 },
    ]);
    expect(new Set(points.map((point) => JSON.stringify(point))).size).toBe(9);
    for (const { a = 9, b = 99 } of points)
      expect([Math.abs(a) <= 1, b >= 0 && b <= 10]).toEqual([true, true]);
    expect(stationPoints({ box, winners, count: 9, seedParts })).toEqual(points);
    expect(stationPoints({ box, winners, count: 9, seedParts: [1, "nut"] })).not.toEqual(points);
  });

  it("hold winners in no more than half of them, and are never more than are wanted", () => {
    const box = [boxed("a", [0, 1])];
    const winners = Array.from({ length: 9 }, (_, index) => ({ a: (index + 1) / 10 }));
    const points = stationPoints({ box, winners, count: 6, seedParts });
    expect(points.slice(0, 5)).toEqual([{ a: 0 }, { a: 0.1 }, { a: 0.2 }, { a: 0.3 }, { a: 1 }]);
    expect(points).toHaveLength(6);
    expect(stationPoints({ box, winners, count: 1, seedParts })).toEqual([{ a: 0 }]);
  });

  it("are all there are of finite lists, or listed amounts alone", () => {
    const listed = boxed("a", [-2, 2], { values: [-2, -0.5, 0, 1.5] });
    const whole = boxed("b", [0.5, 2], { values: "integers" });
    const grid = stationPoints({ box: [listed, whole], winners: [], count: 8, seedParts });
    expect(grid[0]).toEqual({ a: 0, b: 1 });
    expect(grid).toHaveLength(8);
    const some = stationPoints({ box: [listed, whole], winners: [{ a: 1, b: 1.2 }], count: 5, seedParts });
    expect(some.slice(0, 2)).toEqual([
      { a: 0, b: 1 },
      { a: 1.5, b: 1 },
    ]);
    for (const point of some) expect(grid).toContainEqual(point);
  });

  it("begin nearest to 0 where the range leaves it out", () => {
    expect(stationPoints({ box: [boxed("a", [2, 5])], winners: [], count: 2, seedParts })[0]).toEqual({
      a: 2,
    });
  });
});

describe("pose points", () => {
  it("are the part as it lies and at most three others that lie apart", () => {
    const box = [boxed("turn", [-90, 90])];
    const found = [50, 51, -20, 3, 80, -70].map((turn) => ({ turn, hue: 1 }));
    expect(posePoints(box, found)).toEqual([{ turn: 0 }, { turn: 50 }, { turn: -20 }, { turn: 80 }]);
    expect(posePoints([], found)).toEqual([{}]);
  });
});
