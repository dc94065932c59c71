// The small numerics under the strategies, on systems and functions whose answers are known.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import { solveLinear } from "../../src/search/linear-solve.ts";
import { lowDiscrepancy } from "../../src/search/low-discrepancy.ts";
import { radialBasis } from "../../src/search/radial-basis.ts";
import { expectClose } from "../support/closeness.ts";

describe("solveLinear", () => {
  it("finds the vector that the matrix maps to the right side", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer(), (size, seed) => {
        const source = random("system", seed);
        const matrix = Float64Array.from({ length: size * size }, () => source.normal());
        for (let row = 0; row < size; row++)
          matrix[row * size + row] = (matrix[row * size + row] ?? 0) + size;
        const x = Float64Array.from({ length: size }, () => source.normal());
        const right = x.map((_, row) =>
          x.reduce((sum, value, column) => sum + (matrix[row * size + column] ?? 0) * value, 0),
        );
        expectClose(solveLinear(matrix, right) ?? [], x, { absolute: 1e-10, what: "solution" });
      }),
    );
  });

  it("exchanges rows where a pivot is zero", () => {
    expect(solveLinear(Float64Array.of(0, 2, 4, 0), Float64Array.of(6, 8))).toEqual(Float64Array.of(2, 3));
  });

  it("gives null for a singular matrix", () => {
    expect(solveLinear(Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 1))).toBeNull();
  });
});

describe("radialBasis", () => {
  const source = random("points");
  const points = Array.from({ length: 30 }, () => [source.next(), source.next(), source.next()]);
  const wavy = ([x = 0, y = 0, z = 0]: readonly number[]): number => Math.sin(4 * x) + y * y - z;

  it("goes through every value when it is not smoothed", () => {
    const model = radialBasis(points, points.map(wavy), 0);
    expectClose(
      points.map((point) => model?.(point) ?? Number.NaN),
      points.map(wavy),
      { absolute: 1e-9 },
    );
  });

  it("is the plane itself where the values lie in one, smoothed or not", () => {
    const plane = ([x = 0, y = 0, z = 0]: readonly number[]): number => 1 + 2 * x - y + 3 * z;
    const model = radialBasis(points, points.map(plane), 0.1);
    for (const at of [
      [0.5, 0.5, 0.5],
      [2, -1, 0.3],
    ])
      expect(model?.(at)).toBeCloseTo(plane(at), 9);
  });

  it("smoothed, misses its values by what no plane explains", () => {
    const misses = points.map(
      (point) => (radialBasis(points, points.map(wavy), 0.1)?.(point) ?? 0) - wavy(point),
    );
    expect(Math.max(...misses.map(Math.abs))).toBeGreaterThan(0.001);
    expect(misses.reduce((sum, miss) => sum + miss, 0)).toBeCloseTo(0, 9);
    for (const axis of [0, 1, 2]) {
      const along = misses.reduce((sum, miss, point) => sum + miss * (points[point]?.[axis] ?? 0), 0);
      expect(along).toBeCloseTo(0, 9);
    }
  });

  it("predicts a smooth function between its points", () => {
    const errors = [0.2, 0.4, 0.6, 0.8].map((x) => {
      const at = [x, 0.5, 0.5];
      return Math.abs((radialBasis(points, points.map(wavy), 1e-6)?.(at) ?? 9) - wavy(at));
    });
    expect(Math.max(...errors)).toBeLessThan(0.15);
  });

  it("needs points that span the space", () => {
    expect(
      radialBasis(
        [
          [0, 0],
          [1, 1],
        ],
        [1, 2],
        0,
      ),
    ).toBeNull();
    expect(
      radialBasis(
        [
          [0, 0],
          [1, 1],
          [2, 2],
        ],
        [1, 2, 3],
        0,
      ),
    ).toBeNull();
  });
});

describe("lowDiscrepancy", () => {
  it.each([1, 2, 3])("leaves no large gap on any of %i axes, however many points are taken", (dimensions) => {
    for (const count of [10, 57, 200]) {
      const sequence = lowDiscrepancy(dimensions, random("even", count));
      const points = Array.from({ length: count }, () => sequence.next().value);
      for (let axis = 0; axis < dimensions; axis++) {
        const sorted = points.map((point) => point[axis] ?? 0).sort((left, right) => left - right);
        expect(sorted.every((value) => value >= 0 && value < 1)).toBe(true);
        const gaps = sorted.map((value, index) => (sorted[index + 1] ?? (sorted[0] ?? 0) + 1) - value);
        // Halton's axis in base b has strata of at most b / count, and a shift may cut one in two.
        expect(Math.max(...gaps)).toBeLessThan((1 + ([2, 3, 5][axis] ?? 0)) / count);
      }
    }
  });

  it("fills a cube more evenly than random points: every eighth holds its share", () => {
    const sequence = lowDiscrepancy(3, random("cube"));
    const eighths = new Array<number>(8).fill(0);
    for (let index = 0; index < 400; index++) {
      const [x = 0, y = 0, z = 0] = sequence.next().value;
      const eighth = (x < 0.5 ? 0 : 4) + (y < 0.5 ? 0 : 2) + (z < 0.5 ? 0 : 1);
      eighths[eighth] = (eighths[eighth] ?? 0) + 1;
    }
    expect(Math.min(...eighths)).toBeGreaterThan(44);
    expect(Math.max(...eighths)).toBeLessThan(56);
  });
});
