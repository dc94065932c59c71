// The geometry under the pictures: distances that are distances, noise without seams, specks cleared.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../../src/core/random.ts";
import { rgbOfHsv } from "../../../src/data/synthetic/colour.ts";
import { valueNoise } from "../../../src/data/synthetic/noise.ts";
import { box, hexagon, segment, smoothUnion } from "../../../src/data/synthetic/shapes.ts";
import { dropSpecks } from "../../../src/data/synthetic/specks.ts";

const coordinate = fc.double({ min: -1.5, max: 1.5, noNaN: true });

describe("signed distances", () => {
  it("agree with points whose distance is known", () => {
    expect(box(2, 0, 0.5, 1)).toBeCloseTo(1.5, 12);
    expect(box(3.5, 5, 0.5, 1)).toBeCloseTo(5, 12);
    expect(box(0.4, 0, 0.5, 1)).toBeCloseTo(-0.1, 12);
    expect(hexagon(0, 0.9, 0.6)).toBeCloseTo(0.3, 8);
    expect(hexagon(0, 0, 0.6)).toBeCloseTo(-0.6, 8);
    expect(hexagon(1, 0, 0.6)).toBeCloseTo(1 - 0.6 / Math.cos(Math.PI / 6), 8);
    expect(segment(0.5, 0.3, 0, 0, 1, 0)).toBeCloseTo(0.3, 8);
    expect(segment(4, 4, 0, 0, 1, 0)).toBeCloseTo(5, 8);
  });

  it("never change faster than the point moves", () => {
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, coordinate, (u, v, otherU, otherV) => {
        const moved = Math.hypot(u - otherU, v - otherV) + 1e-7;
        const shapes = [
          (s: number, t: number) => box(s, t, 0.5, 0.3),
          (s: number, t: number) => hexagon(s, t, 0.6),
          (s: number, t: number) => segment(s, t, -0.3, 0.2, 0.5, -0.4),
          (s: number, t: number) => smoothUnion(box(s, t, 0.5, 0.3), hexagon(s, t - 0.4, 0.2), 0.2),
        ];
        for (const shape of shapes) {
          expect(Math.abs(shape(u, v) - shape(otherU, otherV))).toBeLessThanOrEqual(moved);
        }
      }),
    );
  });

  it("a hexagon repeats every 60 degrees", () => {
    fc.assert(
      fc.property(coordinate, coordinate, (u, v) => {
        const [cosine, sine] = [0.5, Math.sqrt(0.75)];
        const turned = hexagon(u * cosine - v * sine, u * sine + v * cosine, 0.6);
        expect(turned).toBeCloseTo(hexagon(u, v, 0.6), 7);
      }),
    );
  });
});

describe("noise", () => {
  it("lies in [0, 1], is continuous across its lattice, and follows its seed", () => {
    const noise = valueNoise(random("noise", 1));
    const other = valueNoise(random("noise", 2));
    for (let step = -50; step < 50; step++) {
      const value = noise(step / 7, step / 3);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
      expect(noise(step - 1e-7, 0.4)).toBeCloseTo(noise(step, 0.4), 5);
    }
    expect(noise(0.5, 0.5)).not.toBe(other(0.5, 0.5));
    expect(valueNoise(random("noise", 1))(0.5, 0.5)).toBe(noise(0.5, 0.5));
  });
});

describe("colour", () => {
  it("turns hues into the primaries and greys", () => {
    expect(rgbOfHsv(0, 1, 1)).toEqual([1, 0, 0]);
    expect(rgbOfHsv(1 / 3, 1, 1)[1]).toBeCloseTo(1, 12);
    expect(rgbOfHsv(-1 / 3, 1, 0.5)[2]).toBeCloseTo(0.5, 12);
    expect(rgbOfHsv(0.7, 0, 0.4)).toEqual([0.4, 0.4, 0.4]);
  });
});

describe("specks", () => {
  it("go when they are small, corners touching counted as one region", () => {
    const rows = ["10001", "01000", "00101"];
    const data = Uint8Array.from(rows.join(""), Number);
    const cleared: number[] = [];
    dropSpecks({ width: 5, height: 3, data }, 3, (index) => cleared.push(index));
    expect(cleared).toEqual([4, 14]);
    expect(Array.from(data)).toEqual([1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0]);
  });
});
