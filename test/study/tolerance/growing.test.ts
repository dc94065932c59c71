// Counts in a growing box, on points that are written down.

import { describe, expect, it } from "vitest";
import { boxOf } from "../../../src/shift/registry.ts";
import {
  countsInCommon,
  countsPerPicture,
  evidenceOf,
  meanPauroc,
  worstStation,
} from "../../../src/study/tolerance/growing.ts";
import { factorOf, type PlacedPoint } from "../../../src/study/tolerance/placed-points.ts";

const BOX = boxOf({ theta: [-10, 20], exposure: [-1, 1], defocus: [0, 2] });

describe("the least factor whose box holds a point", () => {
  it("is the largest share of a side, each by its own end", () => {
    expect(factorOf({}, BOX)).toBe(0);
    expect(factorOf({ theta: -5 }, BOX)).toBe(0.5);
    expect(factorOf({ theta: 5, exposure: -0.1 }, BOX)).toBe(0.25);
    expect(factorOf({ theta: 20, defocus: 0.5 }, BOX)).toBe(1);
  });

  it("is beyond 1 outside the asked box, and infinite where a shift does not go that way, or is another", () => {
    expect(factorOf({ theta: 21 }, BOX)).toBeGreaterThan(1);
    expect(factorOf({ defocus: -0.1 }, BOX)).toBe(Number.POSITIVE_INFINITY);
    expect(factorOf({ gamma: 0.1 }, BOX)).toBe(Number.POSITIVE_INFINITY);
  });
});

function placed(factor: number, station: string, wrong: boolean, pauroc = 1): PlacedPoint {
  return { factor, station, wrong, pauroc, imageScore: 0, point: {} };
}

function picture(name: string, part: string, points: readonly PlacedPoint[]) {
  return { sample: { id: name, object: "gear", defect: "crack", anomalous: true }, part, points };
}

const EVIDENCE = evidenceOf([
  picture("a", "a", [placed(0.3, "bright", true, 0.4), placed(0.8, "dark", false)]),
  picture("b", "b", [placed(0.5, "bright", true, 0.6), placed(0.6, "dark", true)]),
  // Two photographs of one part: it fails with the first of them.
  picture("c left", "c", [placed(0.9, "dark", true)]),
  picture("c right", "c", [placed(0.7, "dark", true)]),
]);

describe("counts in a growing box", () => {
  const escapes = (factor: number): readonly number[] =>
    [countsInCommon, countsPerPicture].map((counts) => counts(EVIDENCE, factor).escapes.k);

  it("are of parts: under one station point for all, and each at its own worst", () => {
    expect([0.2, 0.3, 0.5, 0.6, 0.7, 1].map(escapes)).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
      [2, 2],
      [2, 3],
      [2, 3],
    ]);
    expect(countsInCommon(EVIDENCE, 1).escapes.n).toBe(3);
    expect(countsInCommon(EVIDENCE, 1).falseRejects.n).toBe(0);
  });

  it("name the station point under which most fail", () => {
    expect(worstStation(EVIDENCE, true, 0.2)).toBeNull();
    expect(worstStation(EVIDENCE, true, 0.5)).toBe("bright");
    expect(worstStation(EVIDENCE, false, 1)).toBeNull();
  });

  it("hold the lowest pAUROC of each picture within the box, on the mean", () => {
    expect(meanPauroc(EVIDENCE, 0.3)).toBeCloseTo(0.4);
    expect(meanPauroc(EVIDENCE, 1)).toBeCloseTo((0.4 + 0.6 + 1 + 1) / 4);
  });
});
