// The small numerics under the strategies, on systems and functions whose answers are known.

import { describe, expect, it } from "vitest";
import { InvariantError } from "../../src/core/errors.ts";
import { random } from "../../src/core/random.ts";
import { expectedImprovement } from "../../src/search/expected-improvement.ts";
import {
  type GaussianProcess,
  gaussianProcess,
  type Kernel,
  type Place,
  type Points,
} from "../../src/search/gaussian-process.ts";
import { lowDiscrepancy } from "../../src/search/low-discrepancy.ts";
import { fitted } from "../../src/search/process-fit.ts";
import { expectClose } from "../support/closeness.ts";

describe("a Gaussian process", () => {
  const source = random("points");
  const count = 40;
  const features = Float64Array.from({ length: 3 * count }, () => source.next());
  const points: Points = { count, axes: [0, 1, 2], features };
  const rows = Array.from({ length: count }, (_, row) => [...features.subarray(3 * row, 3 * row + 3)]);
  const wavy = ([x = 0, y = 0, z = 0]: readonly number[]): number => Math.sin(4 * x) + y * y - z;
  const values = Float64Array.from(rows, wavy);
  const kernel: Kernel = { lengths: [0.5, 1, 2], commons: [0.2, 0.2, 0.2], noise: 1e-9 };
  const process = gaussianProcess(points, values, kernel, 3);
  /** The process's place there, with all points taken account of. */
  const lookedAt = (from: GaussianProcess, row: readonly number[]): Place => {
    const place = from.at(row);
    while (from.tighten(place));
    return place;
  };

  it("goes through every value without noise, and is sure of it", () => {
    const places = rows.map((row) => lookedAt(process, row));
    expectClose(
      places.map(({ mean }) => mean),
      [...values],
      { absolute: 1e-5 },
    );
    expect(Math.max(...places.map(({ variance }) => variance))).toBeLessThan(1e-7);
  });

  it("predicts a smooth function between its points", () => {
    const errors = [0.2, 0.4, 0.6, 0.8].map((x) =>
      Math.abs(process.at([x, 0.5, 0.5]).mean - wavy([x, 0.5, 0.5])),
    );
    expect(Math.max(...errors)).toBeLessThan(0.1);
  });

  it("is less sure the further it is from its points", () => {
    const [near, far, further] = [0.5, 1.5, 3].map((x) => lookedAt(process, [x, 0.5, 0.5]).variance);
    expect(near).toBeLessThan(far ?? 0);
    expect(far).toBeLessThan(further ?? 0);
    expect(further).toBeLessThanOrEqual(1);
  });

  it("that believes places is the process that knows their means", () => {
    const believing = gaussianProcess(points, values, kernel, 2);
    const [one, other, at] = [
      [1.4, 0.2, 0.9],
      [1.2, 1.3, 0.1],
      [1.3, 0.8, 0.5],
    ].map((row) => believing.at(row));
    if (one === undefined || other === undefined || at === undefined) throw new Error("no place");
    believing.believe(one);
    believing.believe(other);
    while (believing.tighten(at));
    const longer: Points = {
      ...points,
      count: count + 2,
      features: Float64Array.of(...features, 1.4, 0.2, 0.9, 1.2, 1.3, 0.1),
    };
    const known = gaussianProcess(longer, Float64Array.of(...values, one.mean, other.mean), kernel, 0);
    const there = lookedAt(known, [1.3, 0.8, 0.5]);
    expect(at.variance).toBeCloseTo(there.variance, 9);
    expect(at.variance).toBeLessThan(lookedAt(process, [1.3, 0.8, 0.5]).variance);
    expect(at.mean).toBeCloseTo(there.mean, 9);
    expect(believing.at([1.3, 0.8, 0.5]).mean).toBe(at.mean);
  });

  it("is never less sure for a closer look", () => {
    const place = process.at([0.5, 0.5, 0.5]);
    const variances = [place.variance];
    while (process.tighten(place)) variances.push(place.variance);
    expect(variances.length).toBeGreaterThan(2);
    expect(variances).toEqual(variances.toSorted((left, right) => right - left));
  });

  it("refuses places that are no numbers", () => {
    const nowhere: Points = { count: 2, axes: [0], features: Float64Array.of(0, Number.NaN) };
    const kernelOfOne: Kernel = { lengths: [1], commons: [0], noise: 0 };
    expect(() => gaussianProcess(nowhere, Float64Array.of(1, 2), kernelOfOne, 0)).toThrow(InvariantError);
  });

  it("takes points that lie on each other", () => {
    const twice: Points = { count: 2, axes: [0], features: Float64Array.of(0.3, 0.3) };
    const unsure = gaussianProcess(twice, Float64Array.of(1, 2), { lengths: [1], commons: [0], noise: 0 }, 0);
    expect(unsure.at([0.3]).mean).toBeCloseTo(1.5, 6);
  });
});

describe("a fitted kernel", () => {
  const source = random("fit");
  const count = 60;
  const features = Float64Array.from({ length: 2 * count }, () => source.next());
  const points: Points = { count, axes: [0, 1], features };
  const settings = {
    lengths: [
      { usual: 0.3, least: 0.05, most: 4 },
      { usual: 0.3, least: 0.05, most: 4 },
    ],
    lengthOf: [0, 1],
    axes: 2,
    common: 0.2,
  };
  const along = Float64Array.from({ length: count }, (_, row) => Math.sin(12 * (features[2 * row] ?? 0)));

  it("is short along the axis that matters and long along the other", () => {
    const { lengths, noise } = fitted(points, along, settings);
    expect(lengths[0]).toBeLessThan(0.3);
    expect(lengths[1]).toBeGreaterThan(0.9);
    expect(noise).toBeLessThan(1e-3);
  });

  it("is as likely for values on another scale", () => {
    const scaled = fitted(
      points,
      along.map((value) => 1000 * value - 7),
      settings,
    );
    expect(scaled).toEqual(fitted(points, along, settings));
  });
});

describe("the expected improvement", () => {
  it("is the mean of what lies below the best, as drawn", () => {
    for (const [mean, deviation, best] of [
      [0.3, 0.2, 0.25],
      [1, 0.5, 0],
      [-1, 0.1, 0.5],
    ] as const) {
      let sum = 0;
      const steps = 20_000;
      for (let step = 0; step < steps; step++) {
        const z = -8 + (16 * (step + 0.5)) / steps;
        const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
        sum += Math.max(0, best - (mean + deviation * z)) * density * (16 / steps);
      }
      expect(expectedImprovement(mean, deviation, best)).toBeCloseTo(sum, 6);
    }
    expect(expectedImprovement(0.2, 0, 0.5)).toBeCloseTo(0.3, 12);
    expect(expectedImprovement(0.7, 0, 0.5)).toBe(0);
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
