// What holds for the metrics of any maps, and what they refuse.

import { type Arbitrary, assert, constantFrom, float, property, tuple, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { connectedComponents } from "../../src/metrics/components.ts";
import { evaluateMaps, evaluateSamples } from "../../src/metrics/evaluate.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import type { MapSample } from "../../src/metrics/types.ts";
import { aurocByPairs, bestF1ByTrying } from "../support/metric-cases.ts";

const SIDE = 6;
const PIXELS = SIDE * SIDE;

/** A small map with many ties, negative scores and both zeros, and any mask. */
const sampleArbitrary: Arbitrary<MapSample> = tuple(
  constantFrom(0.125, 0.5, 1),
  uint8Array({ minLength: PIXELS, maxLength: PIXELS, max: 15 }),
  uint8Array({ minLength: PIXELS, maxLength: PIXELS, max: 1 }),
  float({ min: -1, max: 1, noNaN: true }),
).map(([step, levels, mask, offset]) => ({
  map: Float32Array.from(levels, (level) => (level === 0 ? -0 : level * step + offset)),
  mask,
  width: SIDE,
  height: SIDE,
}));

describe("pixel AUROC", () => {
  it("is the share of pairs that are told apart, ties counting half", () => {
    assert(
      property(sampleArbitrary, ({ map, mask }) => {
        const expected = aurocByPairs(map, mask);
        const actual = pixelAuroc(map, mask);
        if (expected === null) expect(actual).toBeNull();
        else expect(actual).toBeCloseTo(expected, 12);
      }),
    );
  });

  it("turns into its complement when the map is negated", () => {
    assert(
      property(sampleArbitrary, ({ map, mask }) => {
        const area = pixelAuroc(map, mask);
        const negated = pixelAuroc(
          map.map((score) => -score),
          mask,
        );
        if (area === null || negated === null) expect(area).toBe(negated);
        else expect(area + negated).toBeCloseTo(1, 12);
      }),
    );
  });
});

describe("the metrics of a set", () => {
  it("do not change under a monotone change of all scores, but for the loss and the threshold", () => {
    assert(
      property(sampleArbitrary, sampleArbitrary, (one, two) => {
        const scaled = [one, two].map((sample) => ({ ...sample, map: sample.map.map((score) => 4 * score) }));
        const before = evaluateSamples([one, two]);
        const after = evaluateSamples(scaled);
        for (const key of ["pauroc", "aupro", "f1max", "ap", "imageAuroc"] as const) {
          expect(after[key], key).toBe(before[key]);
        }
      }),
    );
  });

  it("do not depend on the order of the samples", () => {
    assert(
      property(sampleArbitrary, sampleArbitrary, (one, two) => {
        const { loss: _, ...forward } = evaluateSamples([one, two]);
        const { loss: __, ...backward } = evaluateSamples([two, one]);
        for (const [key, value] of Object.entries(forward)) {
          const other = Object.entries(backward).find(([name]) => name === key)?.[1];
          if (typeof value === "number") expect(other, key).toBeCloseTo(value, 12);
        }
      }),
    );
  });

  it("have the F1-max that trying every threshold finds", () => {
    assert(
      property(sampleArbitrary, (sample) => {
        const { f1max } = evaluateSamples([sample]);
        if (sample.mask.includes(1)) expect(f1max).toBeCloseTo(bestF1ByTrying(sample.map, sample.mask), 12);
        else expect(f1max).toBeNull();
      }),
    );
  });

  it("name the highest of the thresholds that reach the F1-max", () => {
    // At 0.875 one of two is found and nothing else (F1 = 2/3); at 0.5 both, and two normal pixels (F1 = 4/6).
    const sample = {
      map: Float32Array.of(0.875, 0.5, 0.75, 0.625),
      mask: Uint8Array.of(1, 1, 0, 0),
      width: 2,
      height: 2,
    };
    expect(evaluateSamples([sample])).toMatchObject({ f1max: 2 / 3, f1maxThreshold: 0.875 });
  });

  it("of a perfect map are all one, but for the loss", () => {
    const mask = Uint8Array.from({ length: PIXELS }, (_, pixel) => (pixel % 7 === 0 ? 1 : 0));
    const map = Float32Array.from(mask);
    const normal = new Uint8Array(PIXELS);
    const { pauroc, aupro, f1max, ap, imageAuroc } = evaluateMaps({
      maps: [map, Float32Array.from(normal)],
      masks: [mask, normal],
      width: SIDE,
      height: SIDE,
    });
    for (const value of [pauroc, aupro, f1max, ap, imageAuroc]) expect(value).toBeCloseTo(1, 12);
  });
});

describe("regions", () => {
  it("touch at corners too", () => {
    const mask = Uint8Array.from([1, 0, 0, 1, 0, 1, 0, 0, 0]);
    expect(connectedComponents(mask, 3, 3).count).toBe(2);
    expect(connectedComponents(Uint8Array.from([1, 0, 0, 1]), 2, 2).count).toBe(1);
  });
});

describe("what a set refuses", () => {
  const mask = new Uint8Array(4);
  it("a score that is not finite, naming sample and pixel", () => {
    const maps = [new Float32Array(4), Float32Array.of(0, 1, Number.NaN, 0)];
    expect(() => evaluateMaps({ maps, masks: [mask, mask], width: 2, height: 2 })).toThrow(
      new InputError("invalid anomaly map of sample 1: NaN at pixel 2; expected finite scores"),
    );
  });

  it("a mask of another size", () => {
    const set = { maps: [new Float32Array(4)], masks: [new Uint8Array(3)], width: 2, height: 2 };
    expect(() => evaluateMaps(set)).toThrow(/a map of 4 and a mask of 3 pixels; expected 2×2/);
  });
});
