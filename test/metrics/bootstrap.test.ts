// Resampled metrics: each draw against the metrics of the maps that it drew, and intervals on known numbers.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import { random } from "../../src/core/random.ts";
import { combineResampled, percentileInterval, resampledMetrics } from "../../src/metrics/bootstrap.ts";
import { evaluateSamples } from "../../src/metrics/evaluate.ts";
import { metricFacts } from "../../src/metrics/registry.ts";
import type { MapSample } from "../../src/metrics/types.ts";

const sampleOf = (scores: readonly number[], labels: readonly number[]): MapSample => ({
  map: Float32Array.from(scores),
  mask: Uint8Array.from(labels),
  width: scores.length,
  height: 1,
});

const score = fc.integer({ min: 0, max: 9 }).map((value) => value / 9);
const samples = fc.array(
  fc.array(fc.tuple(score, fc.integer({ min: 0, max: 1 })), { minLength: 1, maxLength: 8 }).map((pixels) =>
    sampleOf(
      pixels.map(([value]) => value),
      pixels.map(([, label]) => label),
    ),
  ),
  { minLength: 1, maxLength: 5 },
);

/** The draws that resampling makes: as many images of each label as there are, from the same stream. */
function drawn(given: readonly MapSample[], resamples: number, seed: number): MapSample[][] {
  const source = random(seed);
  const hasDefect = ({ mask }: MapSample): boolean => mask.includes(1);
  const strata = [given.filter(hasDefect), given.filter((sample) => !hasDefect(sample))];
  return Array.from({ length: resamples }, () =>
    strata.flatMap((stratum) =>
      stratum.map(() => stratum[source.integer(stratum.length)] ?? sampleOf([], [])),
    ),
  );
}

describe("resampled metrics", () => {
  it("are those of the drawn images, pooled", () => {
    fc.assert(
      fc.property(samples, fc.integer(), (given, seed) => {
        const values = resampledMetrics(given, 4, [seed]);
        for (const [index, images] of drawn(given, 4, seed).entries()) {
          const { values: expected } = evaluateSamples(images);
          expect(Object.keys(values)).toEqual(["pauroc", "aupro", "f1max", "loss"]);
          for (const [metric, draws] of Object.entries(values)) {
            const value = expected[metric] ?? null;
            if (value === null) expect(draws[index]).toBeNaN();
            else expect(draws[index]).toBeCloseTo(value, 12);
          }
        }
      }),
    );
  });

  it("of many distinct scores stay within what bins of 1/512 allow", () => {
    const source = random("bins");
    const many = Array.from({ length: 6 }, (_, image) => {
      const labels = Array.from({ length: 2000 }, (_, pixel) => Number(image < 4 && pixel % 40 < 3));
      return sampleOf(
        labels.map((label) => source.normal() + label),
        labels,
      );
    });
    const values = resampledMetrics(many, 20, ["many"]);
    const exact = evaluateSamples(many).values;
    const once = resampledMetrics(many.slice(0, 1), 1, ["one image can be drawn one way"]);
    const alone = evaluateSamples(many.slice(0, 1)).values;
    const off = (metric: string): number =>
      Math.abs((once[metric]?.[0] ?? Number.NaN) - (alone[metric] ?? Number.NaN));
    expect(off("pauroc")).toBeLessThan(0.001);
    expect(off("f1max")).toBeLessThan(0.005);
    expect(off("aupro")).toBeLessThan(0.005);
    const leading = metricFacts()[0]?.name ?? "";
    const { low = 1, high = 0 } = percentileInterval(present(values[leading], leading)) ?? {};
    expect(low).toBeLessThan(exact[leading] ?? 0);
    expect(high).toBeGreaterThan(exact[leading] ?? 1);
  });

  it("are paired: the same seed draws the same images of two sets", () => {
    const clean = [sampleOf([1, 0], [1, 0]), sampleOf([1, 0.5], [1, 0]), sampleOf([0, 0], [0, 0])];
    const [left, right] = [clean, clean].map((set) => resampledMetrics(set, 50, [3, "nut"]));
    if (left === undefined || right === undefined) throw new Error("two sets");
    const change = combineResampled([left, right], ([from = 0, to = 0]) => to - from);
    expect(percentileInterval(present(change["pauroc"], "pAUROC"))).toEqual({ low: 0, high: 0 });
    expect(resampledMetrics(clean, 50, [4, "nut"])).not.toEqual(left);
  });
});

describe("the percentile interval", () => {
  it("interpolates between ranks and leaves out what is undefined", () => {
    const values = Float64Array.from({ length: 101 }, (_, index) => 100 - index);
    expect(percentileInterval(values, 0.5)).toEqual({ low: 25, high: 75 });
    expect(percentileInterval(Float64Array.of(Number.NaN, 2, 1), 0.5)).toEqual({ low: 1.25, high: 1.75 });
    expect(percentileInterval(Float64Array.of(Number.NaN))).toBeNull();
  });
});
