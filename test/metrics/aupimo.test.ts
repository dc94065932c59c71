// AUPIMO against an independent exact step integral: picture by picture, pooled, and drawn.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import { IGNORED } from "../../src/core/image.ts";
import { random } from "../../src/core/random.ts";
import { resampledMetrics } from "../../src/metrics/bootstrap.ts";
import { evaluateSamples } from "../../src/metrics/evaluate.ts";
import { pictureTally } from "../../src/metrics/picture-tally.ts";
import { METRICS } from "../../src/metrics/registry.ts";
import { slotMarks } from "../../src/metrics/score-slots.ts";
import { areaUnderShared, PIMO_BOUNDS } from "../../src/metrics/shared-curve.ts";
import { sharedDraws } from "../../src/metrics/shared-draws.ts";
import { pimoOfPicture, sharedRates } from "../../src/metrics/shared-rates.ts";
import type { MapSample } from "../../src/metrics/types.ts";
import { PIMO, pimoSamples } from "../support/pimo-cases.ts";

const isGood = ({ mask }: MapSample): boolean => mask.every((truth) => truth === 0 || truth === IGNORED);

/** The value in a draw. */
function drawn(samples: readonly MapSample[], weights: Uint32Array, bounds = PIMO_BOUNDS): number | null {
  const marks = slotMarks();
  for (const { map, mask } of samples) marks.mark(map, mask);
  const tallies = samples.map((sample, index) => ({
    ...pictureTally(sample, !isGood(sample), index),
    own: {},
  }));
  return areaUnderShared(sharedDraws(samples, tallies, marks.slots()).weighted(weights), bounds);
}

const once = (samples: readonly MapSample[]): Uint32Array => new Uint32Array(samples.length).fill(1);

function expectValue(actual: number | null | undefined, expected: number | null, digits = 9): void {
  if (expected === null) expect(actual).toBeNull();
  else expect(actual).toBeCloseTo(expected, digits);
}

describe.each(Object.entries(PIMO))("the golden set %s", (name, golden) => {
  const samples = pimoSamples(name);
  const [lower, upper] = golden.bounds;
  const bounds = { lower, upper };
  const rates = sharedRates(samples.filter(isGood), upper);

  it("has the reference's value of every picture, its cuts and its lowest step", () => {
    for (const [index, sample] of samples.entries())
      expectValue(rates && pimoOfPicture(sample, rates, bounds), golden.aupimo[index] ?? null);
    const cut = (isAbove: (rate: number) => boolean): number | undefined =>
      rates?.scores[rates.rates.findIndex(isAbove)];
    expect(cut((rate) => rate > lower)).toBe(golden.cut_at_lower);
    // A rate that equals the bound may come out one rounding below it.
    expect(cut((rate) => rate >= upper - 1e-12)).toBe(golden.cut_at_upper);
    if (golden.lowest_step === undefined) expect(rates).toBeNull();
    else expect(rates?.rates[0]).toBeCloseTo(golden.lowest_step, 12);
  });

  it("has the reference's mean and image metrics, and says why there is none", () => {
    const { values, reasons, notes } = evaluateSamples(samples, { pimoBounds: bounds });
    expectValue(values["aupimo"], golden.mean_aupimo);
    expectValue(values["imageAuroc"], golden.image_auroc);
    expectValue(values["imageF1max"], golden.image_f1max);
    expect(reasons?.["aupimo"]).toBe(golden.reason?.replace("image", "picture"));
    const step = golden.lowest_step?.toExponential(1);
    const good = samples.filter(isGood).flatMap(({ mask }) => [...mask].filter((truth) => truth !== IGNORED));
    const isResolved = golden.mean_aupimo === null || lower * good.length >= 10;
    expect(notes?.["aupimo"]).toBe(isResolved ? undefined : `lowest step ${step}: not resolved`);
  });

  it("has it in a draw of every picture once, up to the bins of scores", () => {
    const value = drawn(samples, once(samples), bounds);
    if (golden.mean_aupimo === null) expect(value).toBeNull();
    else expect(Math.abs((value ?? Number.NaN) - golden.mean_aupimo)).toBeLessThan(1e-3);
  });
});

/** Pictures of noise with a defect in the first ones; sizes differ. */
function noise(seed: string, pictures: number, pixels: number): MapSample[] {
  const source = random(seed);
  return Array.from({ length: pictures }, (_, picture) => {
    const size = pixels - picture * 10;
    const mask = Uint8Array.from({ length: size }, (_, pixel) =>
      Number(picture < pictures / 2 && pixel % 50 === 0),
    );
    const map = Float32Array.from(mask, (truth) => source.normal() + truth * 3);
    return { map, mask, width: size, height: 1 };
  });
}

describe("AUPIMO", () => {
  it("of pictures that count several times is that of as many pictures", () => {
    const few = fc.integer({ min: 0, max: 9 }).map((score) => score / 9);
    const picture = fc
      .array(fc.tuple(few, fc.constantFrom(0, 0, 1, IGNORED)), { minLength: 2, maxLength: 9 })
      .filter((pixels) => pixels.some(([, truth]) => truth !== IGNORED))
      .map((pixels): MapSample => {
        const map = Float32Array.from(pixels, ([score]) => score);
        return { map, mask: Uint8Array.from(pixels, ([, truth]) => truth), width: pixels.length, height: 1 };
      });
    const weighted = fc.array(fc.tuple(picture, fc.integer({ min: 0, max: 3 })), {
      minLength: 1,
      maxLength: 6,
    });
    const bounds = { lower: 0.05, upper: 0.5 };
    fc.assert(
      fc.property(weighted, (set) => {
        const repeated = set.flatMap(([sample, weight]) => Array.from({ length: weight }, () => sample));
        const samples = set.map(([sample]) => sample);
        const value = drawn(
          samples,
          Uint32Array.from(set, ([, weight]) => weight),
          bounds,
        );
        expectValue(value, evaluateSamples(repeated, { pimoBounds: bounds }).values["aupimo"] ?? null, 12);
      }),
    );
  });

  it("of draws of many distinct scores is near the exact one", () => {
    const samples = noise("draws", 12, 20_000);
    const source = random("weights");
    for (let draw = 0; draw < 5; draw++) {
      const weights = Uint32Array.from(samples, () => source.integer(3));
      const repeated = samples.flatMap((sample, index) =>
        Array.from({ length: weights[index] ?? 0 }, () => sample),
      );
      const exact = present(evaluateSamples(repeated).values["aupimo"], "AUPIMO");
      expect(exact).toBeGreaterThan(0);
      expect(Math.abs((drawn(samples, weights) ?? Number.NaN) - exact)).toBeLessThan(2e-3);
    }
  });

  it("is drawn as any shown metric is, on bins of its own", () => {
    const remove = METRICS.register({ ...METRICS.named("aupimo"), name: "shownPimo", shown: true });
    try {
      // One picture of each label can be drawn one way.
      const pair = noise("pair", 2, 60_000);
      const { values } = evaluateSamples(pair);
      const drawnOnce = resampledMetrics(pair, 1, ["pair"]);
      const off = (name: string, own: string): number =>
        Math.abs((drawnOnce[own]?.[0] ?? Number.NaN) - present(values[name], name));
      expect(off("aupimo", "shownPimo")).toBeLessThan(2e-3);
      expect(off("pauroc", "pauroc")).toBeLessThan(1e-3);
    } finally {
      remove();
    }
  });

  it("is resolved from ten pixels of good pictures within the lower bound on", () => {
    const noteAt = (lower: number): string | undefined =>
      evaluateSamples(noise("few", 4, 1030), { pimoBounds: { lower, upper: 0.5 } }).notes?.["aupimo"];
    // The two good pictures have 1010 and 1000 pixels.
    expect(noteAt(10 / 2011)).toBe("lowest step 5.0e-4: not resolved");
    expect(noteAt(10 / 2009)).toBeUndefined();
  });
});

describe("shared rates", () => {
  it("are those of sorting everything, whatever the order, and end with the first above the largest asked for", () => {
    const good = noise("rates", 5, 4000).map(({ map, mask }) => ({ map, mask: mask.fill(0) }));
    const scores = [...new Set(good.flatMap(({ map }) => [...map]))].sort((left, right) => right - left);
    const rate = (score: number): number =>
      good.reduce((sum, { map }) => sum + map.filter((own) => own >= score).length / map.length, 0) /
      good.length;
    for (const maps of [good, good.toReversed()]) {
      const rates = present(sharedRates(maps, 0.01), "rates");
      expect([...rates.scores]).toEqual(scores.slice(0, rates.scores.length));
      for (const [index, score] of rates.scores.entries())
        expect(rates.rates[index]).toBeCloseTo(rate(score), 12);
      expect(rates.rates.filter((own) => own > 0.01)).toHaveLength(1);
      expect(rates.pixels).toBe(good.reduce((sum, { map }) => sum + map.length, 0));
    }
  });

  it("leave out pixels that count nowhere", () => {
    const ignoring = { map: Float32Array.of(9, 2, 1), mask: Uint8Array.of(IGNORED, 0, 0) };
    const none = { map: Float32Array.of(5), mask: Uint8Array.of(IGNORED) };
    const rates = sharedRates([ignoring, none], 1);
    expect(rates).toEqual({ scores: Float32Array.of(2, 1), rates: Float64Array.of(0.5, 1), pixels: 2 });
    expect(sharedRates([none], 1)).toBeNull();
  });
});
