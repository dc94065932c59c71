// Pixels that count nowhere: a set with them has the metrics of the set without those pixels.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connectedComponents } from "../../src/core/components.ts";
import { exactValues } from "../../src/core/exact-values.ts";
import { IGNORED } from "../../src/core/image.ts";
import { resampledMetrics } from "../../src/metrics/bootstrap.ts";
import { evaluateSamples } from "../../src/metrics/evaluate.ts";
import { exactOrder } from "../../src/metrics/exact-order.ts";
import { lossOf } from "../../src/metrics/loss-of.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { pooledMinimum } from "../../src/metrics/pooled-minimum.ts";
import type { MapSample } from "../../src/metrics/types.ts";

/** A picture of one row, and the same with its ignored pixels taken out. */
interface Case {
  readonly whole: MapSample;
  readonly left: MapSample;
}

const score = fc.integer({ min: 0, max: 9 }).map((value) => value / 9);

/** Regions of one pixel, so that taking pixels out joins none: every anomalous pixel has a normal one behind it. */
const pictures: fc.Arbitrary<Case> = fc
  .array(
    fc.record({ scores: fc.tuple(score, score), what: fc.constantFrom("normal", "defect", "ignored") }),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .filter((parts) => parts.some(({ what }) => what !== "ignored"))
  .map((parts) => {
    const pixels = parts.flatMap(({ scores: [first, second], what }) => {
      if (what === "ignored") return [{ map: first + 1, mask: IGNORED }];
      if (what === "normal") return [{ map: first, mask: 0 }];
      return [
        { map: first, mask: 1 },
        { map: second, mask: 0 },
      ];
    });
    return { whole: rowOf(pixels), left: rowOf(pixels.filter(({ mask }) => mask !== IGNORED)) };
  });

function rowOf(pixels: readonly { readonly map: number; readonly mask: number }[]): MapSample {
  return {
    map: Float32Array.from(pixels, ({ map }) => map),
    mask: Uint8Array.from(pixels, ({ mask }) => mask),
    width: pixels.length,
    height: 1,
  };
}

const sets = fc.array(pictures, { minLength: 1, maxLength: 4 });

describe("a set with ignored pixels", () => {
  it("has the metrics and the draws of the set without those pixels", () => {
    fc.assert(
      fc.property(sets, fc.integer(), (set, seed) => {
        const [whole, left] = [set.map((each) => each.whole), set.map((each) => each.left)];
        expect(evaluateSamples(whole)).toEqual(evaluateSamples(left));
        expect(resampledMetrics(whole, 3, [seed])).toEqual(resampledMetrics(left, 3, [seed]));
      }),
    );
  });

  it("has the pAUROC and the loss of every picture without them", () => {
    fc.assert(
      fc.property(pictures, ({ whole, left }) => {
        expect(pixelAuroc(whole.map, whole.mask)).toBe(pixelAuroc(left.map, left.mask));
        expect(lossOf(whole.map, whole.mask)).toBe(lossOf(left.map, left.mask));
      }),
    );
  });

  it("has the same worst choice of candidates", () => {
    fc.assert(
      fc.property(fc.array(sets, { minLength: 1, maxLength: 3 }), (samples) => {
        const choose = (which: "whole" | "left") =>
          pooledMinimum(
            samples.map((candidates) => ({
              candidates: candidates.length,
              read: (candidate: number) => candidates[candidate]?.[which] ?? rowOf([]),
            })),
            [samples.map(() => 0)],
          );
        expect(choose("whole")).toEqual(choose("left"));
      }),
    );
  });

  it("has the same places of exact scores", () => {
    fc.assert(
      fc.property(pictures, ({ whole, left }) => {
        const [all, counted] = [whole, left].map(({ map, mask }) => {
          const order = exactOrder();
          const scores = exactValues(Float64Array.from(map));
          order.mark(scores, mask);
          const placed = order.place(scores).filter((_, pixel) => mask[pixel] !== IGNORED);
          return { placed, highest: order.placeOfHighest(scores, mask) };
        });
        expect(all).toEqual(counted);
      }),
    );
  });
});

describe("ignored pixels", () => {
  const sample = (map: readonly number[], mask: readonly number[]): MapSample => ({
    ...{ map: Float32Array.from(map), mask: Uint8Array.from(mask), width: map.length, height: 1 },
  });

  it("belong to no region, and split one that they run through", () => {
    const { labels, count, sizes } = connectedComponents(Uint8Array.of(1, IGNORED, 1, 1, 0), 5, 1);
    expect([[...labels], count, sizes]).toEqual([[1, 0, 2, 2, 0], 2, [0, 1, 2]]);
  });

  it("leave a picture normal whose defect they hide, and give it no image score", () => {
    const { values, reasons } = evaluateSamples([sample([9, 1], [IGNORED, 0]), sample([2, 3], [1, 0])]);
    expect(values["imageAuroc"]).toBe(1);
    for (const name of ["pauroc", "aupro", "aupimo", "imageAuroc", "loss"])
      expect(reasons).not.toHaveProperty(name);
    const hidden = evaluateSamples([sample([9, 1], [IGNORED, 0])]);
    expect(hidden.reasons?.["pauroc"]).toBe("no anomalous pixel");
    expect(hidden.reasons?.["imageAuroc"]).toBe("no anomalous image");
  });

  it("may not be all of a picture without an image score", () => {
    const none = sample([1, 2], [IGNORED, IGNORED]);
    expect(() => evaluateSamples([none])).toThrow("every pixel is excluded");
    expect(evaluateSamples([{ ...none, imageScore: 1 }, sample([1, 0], [1, 0])]).values["pauroc"]).toBe(1);
  });
});
