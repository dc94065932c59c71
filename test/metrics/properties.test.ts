// What holds for the metrics of any maps, and what they refuse.

import { type Arbitrary, assert, constantFrom, float, property, tuple, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import { connectedComponents } from "../../src/core/components.ts";
import { InputError } from "../../src/core/errors.ts";
import { evaluateMaps, evaluateSamples, metricPool } from "../../src/metrics/evaluate.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { metricFacts } from "../../src/metrics/registry.ts";
import { PIMO_BOUNDS } from "../../src/metrics/shared-curve.ts";
import { sharedRates } from "../../src/metrics/shared-rates.ts";
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
        const { loss: _, ...before } = evaluateSamples([one, two]).values;
        expect(evaluateSamples(scaled).values).toMatchObject(before);
      }),
    );
  });

  it("do not depend on the order of the samples", () => {
    assert(
      property(sampleArbitrary, sampleArbitrary, (one, two) => {
        const { loss: _, ...forward } = evaluateSamples([one, two]).values;
        const { loss: __, ...backward } = evaluateSamples([two, one]).values;
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
        const f1max = evaluateSamples([sample]).values["f1max"];
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
    expect(evaluateSamples([sample])).toMatchObject({
      values: { f1max: 2 / 3 },
      details: { f1maxThreshold: 0.875 },
    });
  });

  it("of a perfect map are the best there are, but for the loss", () => {
    const mask = Uint8Array.from({ length: PIXELS }, (_, pixel) => (pixel % 7 === 0 ? 1 : 0));
    const good = { map: new Float32Array(PIXELS), mask: new Uint8Array(PIXELS), width: SIDE, height: SIDE };
    const frozen = { image: 0.5, pixel: 0.5, rates: sharedRates([good], PIMO_BOUNDS.upper) };
    const { values } = evaluateSamples(
      [{ ...good, map: Float32Array.from(mask), mask, defect: "spots" }, good],
      {
        frozen,
      },
    );
    for (const { name, better } of metricFacts().filter(({ unit }) => unit === "fraction"))
      expect(values[name], name).toBeCloseTo(better === "higher" ? 1 : 0, 12);
  });
});

/** Regions by joining neighbours until nothing changes: the smallest pixel of each pixel's region, or -1. */
function regionsByJoining(mask: Uint8Array, width: number): number[] {
  const first = [...mask].map((value, pixel) => (value === 0 ? -1 : pixel));
  const touch = (one: number, other: number): boolean =>
    Math.abs((one % width) - (other % width)) <= 1 &&
    Math.abs(Math.floor(one / width) - Math.floor(other / width)) <= 1;
  for (let changed = true; changed; ) {
    changed = false;
    for (const [one, own] of first.entries()) {
      for (const [other, theirs] of first.entries()) {
        if (own < 0 || theirs < 0 || theirs >= (first[one] ?? own) || !touch(one, other)) continue;
        first[one] = theirs;
        changed = true;
      }
    }
  }
  return first;
}

describe("regions", () => {
  it("are what joining neighbours gives, numbered by their first pixels, with their sizes", () => {
    const shape = tuple(constantFrom(1, 2, 3, 5), constantFrom(1, 2, 3, 4)).chain(([width, height]) =>
      uint8Array({ minLength: width * height, maxLength: width * height, max: 1 }).map((mask) => ({
        ...{ mask, width, height },
      })),
    );
    assert(
      property(shape, ({ mask, width, height }) => {
        const joined = regionsByJoining(mask, width);
        const firsts = [...new Set(joined.filter((first) => first >= 0))].sort((a, b) => a - b);
        const { labels, count, sizes } = connectedComponents(mask, width, height);
        expect([...labels]).toEqual(joined.map((first) => firsts.indexOf(first) + 1));
        expect(count).toBe(firsts.length);
        expect(sizes).toEqual([0, ...firsts.map((first) => joined.filter((own) => own === first).length)]);
      }),
    );
  });

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

  it("masks or image scores that are not one per map", () => {
    const maps = [new Float32Array(4), new Float32Array(4)];
    const set = { maps, masks: [mask, mask], width: 2, height: 2 };
    expect(() => evaluateMaps({ ...set, masks: [mask] })).toThrow("2 maps but 1 masks");
    expect(() => evaluateMaps({ ...set, imageScores: [1] })).toThrow("2 maps but 1 image scores");
    expect(() => evaluateMaps({ ...set, imageScores: [1, Number.NaN] })).toThrow("NaN of sample 1");
    expect(() => evaluateMaps({ ...set, maps: [], masks: [], width: 0 })).not.toThrow();
    expect(() => evaluateMaps({ ...set, maps: maps.map(() => new Float32Array(0)), width: 0 })).toThrow(
      "0×2",
    );
  });

  it("a limit of the false-positive rate beyond (0, 1]", () => {
    for (const fprLimit of [0, -0.5, 1.01, Number.NaN]) {
      expect(() => metricPool({ fprLimit }), String(fprLimit)).toThrow("invalid false-positive rate limit");
    }
    for (const [lower, upper] of [
      [0, 0.1],
      [0.1, 0.1],
      [0.1, 1.1],
      [0.1, Number.NaN],
    ] as const)
      expect(() => metricPool({ pimoBounds: { lower, upper } })).toThrow(`invalid bounds ${lower},${upper}`);
    expect(() => [metricPool({ fprLimit: 1 }), metricPool({ fprLimit: 0.01 })]).not.toThrow();
    expect(() => metricPool({ pimoBounds: { lower: 0.1, upper: 1 } })).not.toThrow();
  });

  it("to be read before every sample that was surveyed was counted", () => {
    const sample = { map: new Float32Array(4), mask, width: 2, height: 2 };
    const pool = metricPool();
    pool.survey(sample);
    expect(() => pool.metrics()).toThrow("1 samples were surveyed, 0 counted");
    pool.count(sample);
    expect(pool.metrics().details.samples).toBe(1);
  });
});
