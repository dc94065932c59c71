// Pools of image scores without maps: what ranks pictures is as it is with maps, what compares pixels is undefined and
// says why.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { resampledMetrics } from "../../src/metrics/bootstrap.ts";
import { evaluateSamples } from "../../src/metrics/evaluate.ts";
import { metricFacts } from "../../src/metrics/registry.ts";
import type { MapSample, ScoredSample } from "../../src/metrics/types.ts";

const WHY = "the detector gives image scores alone";
const scored = (imageScore: number, anomalous: boolean): ScoredSample => ({
  map: null,
  imageScore,
  anomalous,
});
const mapped = ({ imageScore, anomalous }: ScoredSample): MapSample => ({
  ...{ map: Float32Array.of(imageScore, 0), mask: Uint8Array.of(Number(anomalous), 0) },
  ...{ width: 2, height: 1, imageScore, anomalous },
});
const pools = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()).map(([score, label]) => scored(score / 5, label)),
  { minLength: 1, maxLength: 8 },
);

describe("image scores without maps", () => {
  it("have the image AUROC that they have beside maps, and nothing of pixels, with the reason", () => {
    fc.assert(
      fc.property(pools, (pool) => {
        const { values, reasons = {}, details } = evaluateSamples(pool);
        const withMaps = evaluateSamples(pool.map(mapped));
        expect(values["imageAuroc"]).toBe(withMaps.values["imageAuroc"]);
        expect(details).toMatchObject({
          imageAp: withMaps.details.imageAp,
          regions: 0,
          f1maxThreshold: null,
        });
        for (const name of ["pauroc", "aupro", "f1max", "ap", "loss"])
          expect([values[name], reasons[name]]).toEqual([null, WHY]);
      }),
    );
  });

  it("say of what ranks pictures which pictures are missing, as ever", () => {
    expect(evaluateSamples([scored(1, true)]).reasons?.["imageAuroc"]).toBe("no normal image");
  });

  it("head the facts with what is defined of them, and show that alone", () => {
    const [first, ...others] = metricFacts(false);
    expect([first?.name, first?.shown]).toEqual(["imageAuroc", true]);
    expect(others.map(({ shown }) => shown)).toEqual(others.map(() => false));
    expect(new Set(metricFacts(false).map(({ name }) => name))).toEqual(
      new Set(metricFacts().map(({ name }) => name)),
    );
  });

  it("are drawn anew for intervals as pictures are", () => {
    const apart = [0.1, 0.2, 0.3, 0.4].map((score, index) => scored(score, index > 1));
    const { imageAuroc, ...others } = resampledMetrics(apart, 20, [1]);
    expect([others, [...(imageAuroc ?? [])]]).toEqual([{}, Array.from({ length: 20 }, () => 1)]);
    const mixed = resampledMetrics([scored(0.5, true), scored(0.1, true), scored(0.3, false)], 200, [1]);
    const seen = new Set(mixed["imageAuroc"]);
    expect([...seen].toSorted()).toEqual([0, 0.5, 1]);
  });

  it("are no pool together with maps", () => {
    const set = [scored(0.5, true), mapped(scored(0.1, false))];
    for (const some of [set, set.toReversed()])
      expect(() => evaluateSamples(some)).toThrow(
        new InputError("invalid set: some samples have a map and some have none; expected all or none"),
      );
  });
});
