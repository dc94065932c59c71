// Where a search begins, and the distinct best of what it has seen.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import { distinctBest } from "../../src/search/basins.ts";
import { axesOf, type Position } from "../../src/search/cube.ts";
import type { Visit } from "../../src/search/ledger.ts";
import { evenStarts, favoured } from "../../src/search/starts.ts";
import { boxOver, SIX_SHIFTS, testShift } from "../support/search.ts";

const CUBE = axesOf(boxOver());

describe("starts and basins", () => {
  it("begins on the edges, around the hues", () => {
    const edges = evenStarts(30, CUBE, random("edges")).slice(0, 15);
    expect(edges.every((position) => position[2] === 1)).toBe(true);
    for (const [edge, theta] of [0.5, 0, 1].entries()) {
      const own = edges.filter((_, index) => index % 3 === edge);
      expect(own.every((position) => Math.abs((position[0] ?? 0) - theta) <= 1 / 180)).toBe(true);
    }
    expect(evenStarts(6, CUBE, random("edges")).filter((position) => position[2] === 1)).not.toHaveLength(6);
  });

  it.each([3, 5, 8, 10, 15])("goes all around the hues with %d places on the edges", (count) => {
    const edges = evenStarts(2 * count, CUBE, random("around")).slice(0, count);
    const hues = edges.map((position) => position[1] ?? 0).sort((left, right) => left - right);
    const gaps = hues.map((hue, index) => (hues[index + 1] ?? 1 + (hues[0] ?? 0)) - hue);
    expect(Math.max(...gaps)).toBeLessThan(2 / count);
  });

  it("takes half of the places for edges at most", () => {
    const all = evenStarts(30, CUBE, random("half"));
    const few = evenStarts(10, CUBE, random("half"));
    expect(few).toHaveLength(10);
    // Edges and even places come from the same seed: the first five of the fifteen edges, then the even ones.
    expect(few.slice(0, 5)).toEqual(all.slice(0, 5));
    expect(few.slice(5)).toEqual(all.slice(15, 20));
    expect(evenStarts(1, CUBE, random("half"))).toEqual([all[15]]);
  });

  it("keeps to the axes that are searched", () => {
    const [theta, hue] = [CUBE.slice(0, 1), CUBE.slice(1, 2)];
    expect(evenStarts(8, theta, random("theta")).every((position) => position.length === 1)).toBe(true);
    expect(new Set(evenStarts(10, hue, random("hue")).map(([value]) => value)).size).toBe(10);
  });

  it("puts a shift without favoured places at an end more often among many, most of all on the edges of the others", () => {
    const blur = testShift("blur");
    const axes = axesOf([...boxOver(), { facts: blur, range: blur.range }]);
    const starts = evenStarts(200, axes, random("blur"));
    const edges = starts.slice(0, 48);
    expect(edges.every((position) => position[2] === 1)).toBe(true);
    const blursOf = (places: typeof starts): number[] => places.map((position) => position[3] ?? Number.NaN);
    const shareOf = (blurs: readonly number[], holds: (value: number) => boolean): number =>
      blurs.filter(holds).length / blurs.length;
    const others = blursOf(starts.slice(48));
    for (const [blurs, atEach] of [
      [blursOf(edges), 0.35],
      [others, 0.2],
    ] as const) {
      expect(shareOf(blurs, (value) => value === 0)).toBeCloseTo(atEach, 1);
      expect(shareOf(blurs, (value) => value === 1)).toBeCloseTo(atEach, 1);
      expect(shareOf(blurs, (value) => value > 0 && value < 0.5)).toBeCloseTo(0.5 - atEach, 1);
    }
    // Alone it has no edges: every start is one of an even sequence.
    const alone = evenStarts(10, axes.slice(3), random("blur")).map(([value = 0]) => Math.floor(5 * value));
    expect(new Set(alone).size).toBe(5);
  });

  it("meets both ends of every free shift on every edge of many, all around the hues", () => {
    const axes = axesOf(SIX_SHIFTS);
    const names = axes.map(({ facts }) => facts.name);
    const of = (position: Position, name: string): number => position[names.indexOf(name)] ?? Number.NaN;
    const edges = evenStarts(71, axes, random("six")).slice(0, 47);
    for (const theta of [0.5, 0, 1]) {
      const own = edges.filter((position) => Math.abs(of(position, "theta") - theta) <= 1 / 180);
      expect(own.length).toBeGreaterThanOrEqual(15);
      for (const name of ["blur", "fog", "glare"])
        for (const end of [0, 1])
          expect(own.filter((position) => of(position, name) === end).length).toBeGreaterThanOrEqual(4);
      const hues = own.map((position) => of(position, "hue")).sort((left, right) => left - right);
      const gaps = hues.map((hue, index) => (hues[index + 1] ?? 1 + (hues[0] ?? 0)) - hue);
      expect(Math.max(...gaps)).toBeLessThan(2 / own.length);
    }
  });

  it("puts some starts on the faces and next to no rotation, and the others evenly between them", () => {
    const starts = evenStarts(215, CUBE, random("starts")).slice(15);
    const share = (axis: number, holds: (value: number) => boolean): number =>
      starts.filter((position) => holds(position[axis] ?? Number.NaN)).length / starts.length;
    expect(share(2, (value) => value === 1)).toBeCloseTo(0.36, 1);
    expect(share(0, (value) => value === 0)).toBeCloseTo(0.12, 1);
    expect(share(0, (value) => Math.abs(180 * value - 90) <= 1)).toBeCloseTo(0.16, 1);
    expect(share(1, (value) => value === 0)).toBe(0);
    for (const half of [0, 1]) {
      const within = (value: number): boolean => value > half / 2 && value < (half + 1) / 2;
      expect(share(0, within)).toBeCloseTo(0.3 + 0.08, 1);
    }
  });

  it("keep the order of even numbers, whatever the range", () => {
    const low = fc.double({ min: -90, max: 0, noNaN: true });
    const high = fc.double({ min: 0, max: 90, noNaN: true });
    const pair = fc.tuple(
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
    );
    fc.assert(
      fc.property(low, high, pair, (from, to, [one, other]) => {
        fc.pre(to - from > 1e-6);
        const [axis] = axesOf(boxOver(["theta"], { theta: [from, to] }));
        if (axis === undefined) throw new Error("no axis");
        const [first, second] = [favoured(Math.min(one, other), axis), favoured(Math.max(one, other), axis)];
        expect(first).toBeGreaterThanOrEqual(0);
        expect(second).toBeLessThanOrEqual(1);
        expect(first).toBeLessThanOrEqual(second + 1e-12);
      }),
    );
  });

  it("takes the best of each neighbourhood, and none that was not finite", () => {
    const visits = [
      [0.5, 0.2, 0.5, 3],
      [0.5, 0.21, 0.5, 1],
      [0.5, 0.7, 0.5, 2],
      [0.9, 0.7, 0.5, Number.POSITIVE_INFINITY],
    ].map(
      ([x = 0, y = 0, z = 0, value = 0]): Visit => ({ position: [x, y, z], value, loss: 0, imageScore: 0 }),
    );
    expect(distinctBest(visits, 3, CUBE, 0.2).map(({ value }) => value)).toEqual([1, 2]);
  });
});
