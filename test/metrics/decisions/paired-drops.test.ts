// Drawing pictures anew for the interval of a drop, against the whole distribution of all draws of tiny samples: strata
// by label, and the same draw for the clean and the shifted pictures.

import { afterAll, describe, expect, it } from "vitest";
import { resampledMetrics } from "../../../src/metrics/bootstrap.ts";
import { evaluateSamples } from "../../../src/metrics/evaluate.ts";
import type { Metric } from "../../../src/metrics/metric.ts";
import { METRICS } from "../../../src/metrics/registry.ts";
import type { ScoredSample } from "../../../src/metrics/types.ts";
import { DECISIONS, expectNear } from "./fixture.ts";

const DRAWS = 5000;
/** Nearer values are one value: rounding must not decide on which side of a quantile a drop lies. */
const ROUNDING = 1e-9;

const meanScore: Metric = {
  ...{ name: "meanScore", title: "mean score", unit: "fraction", decimals: 3, better: "higher", shown: true },
  ...{ needs: "images", source: "the mean of the image scores, for this test" },
  of: ({ pictures, weights, samples }) =>
    pictures.reduce((sum, { imageScore }, index) => sum + (weights[index] ?? 0) * imageScore, 0) / samples,
};
afterAll(METRICS.register(meanScore));

describe("drops of pictures drawn anew", () => {
  it.each(DECISIONS.stratified_resampling.cases)("have the distribution of all draws: $name", (expected) => {
    const samplesOf = (scores: readonly number[]): ScoredSample[] =>
      scores.map((imageScore, index) => ({ map: null, imageScore, anomalous: expected.labels[index] === 1 }));
    const [clean, shifted] = [samplesOf(expected.clean), samplesOf(expected.shifted)];
    const [atRest, under] = [clean, shifted].map((samples) =>
      resampledMetrics(samples, DRAWS, ["paired", expected.name]),
    );
    for (const [metric, distribution, observed] of [
      ["imageAuroc", expected.auroc_drop, expected.observed.auroc_drop],
      ["meanScore", expected.mean_drop, expected.observed.mean_drop],
    ] as const) {
      const [own, ownUnder] = [clean, shifted].map((samples) => evaluateSamples(samples).values[metric] ?? 0);
      expectNear((own ?? 0) - (ownUnder ?? 0), observed);
      const drops = Float64Array.from(
        atRest?.[metric] ?? [],
        (value, draw) => value - (under?.[metric]?.[draw] ?? Number.NaN),
      );
      expect(drops).toHaveLength(DRAWS);
      const mean = drops.reduce((sum, drop) => sum + drop, 0) / DRAWS;
      expect(Math.abs(mean - distribution.mean)).toBeLessThan(
        (4 * distribution.standard_deviation) / Math.sqrt(DRAWS),
      );
      const error = 4 * Math.sqrt(0.25 / DRAWS);
      const upTo = (value: number): number => drops.filter((drop) => drop <= value).length / DRAWS;
      expect(Math.abs(upTo(ROUNDING) - distribution.share_at_or_below_0)).toBeLessThan(error);
      for (const [share, quantile] of [
        [0.025, distribution["quantile_0.025"]],
        [0.5, distribution["quantile_0.5"]],
        [0.975, distribution["quantile_0.975"]],
      ] as const) {
        expect(upTo(quantile + ROUNDING), `${share} at ${quantile}`).toBeGreaterThan(share - error);
        expect(upTo(quantile - ROUNDING), `${share} below ${quantile}`).toBeLessThan(share + error);
      }
    }
  });
});
