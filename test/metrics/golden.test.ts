// Every metric against the values that scikit-learn and an exact float64 AUPRO gave.

import { describe, expect, it } from "vitest";
import { evaluateSamples } from "../../src/metrics/evaluate.ts";
import { lossOf } from "../../src/metrics/loss-of.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { lossWeights } from "../../src/objective/dice.ts";
import { expectClose } from "../support/closeness.ts";
import { GOLDEN, goldenLossGradients, goldenSamples } from "../support/metric-cases.ts";

function expectMetric(actual: number | null | undefined, expected: number | null, what: string): void {
  if (expected === null) {
    expect(actual, what).toBeNull();
    return;
  }
  expectClose([actual ?? Number.NaN], [expected], { absolute: 1e-9, what });
}

describe.each(Object.keys(GOLDEN))("the golden case %s", (name) => {
  const golden = GOLDEN[name];
  if (golden === undefined) throw new Error(`no golden case ${name}`);
  const samples = goldenSamples(name);

  it("has the reference's pooled metrics", () => {
    const { values, details } = evaluateSamples(samples);
    expectMetric(values["pauroc"], golden.pauroc, "pAUROC");
    expectMetric(values["aupro"], golden.aupro, "AUPRO");
    expectMetric(values["f1max"], golden.f1max, "F1-max");
    expectMetric(details.f1maxThreshold, golden.f1max_threshold, "F1-max threshold");
    expectMetric(values["ap"], golden.ap, "AP");
    expectMetric(values["imageAuroc"], golden.image_auroc, "image AUROC");
    expectMetric(details.imageAp, golden.image_ap, "image AP");
    expect(details.regions).toBe(golden.regions);
  });

  it("explains every undefined value and no other", () => {
    const { reasons = {}, values } = evaluateSamples(samples);
    const undefinedOnes = Object.entries(values).flatMap(([key, value]) => (value === null ? [key] : []));
    expect(Object.keys(reasons).toSorted()).toEqual(undefinedOnes.toSorted());
  });

  it("scores an image by its map's maximum where no score is given", () => {
    const bare = samples.map(({ map, mask, width, height, anomalous = false }) => ({
      map,
      mask,
      width,
      height,
      anomalous,
    }));
    expectMetric(evaluateSamples(bare).values["imageAuroc"], golden.image_auroc_of_map_max, "image AUROC");
  });

  it("has the reference's per-sample pAUROC", () => {
    for (const [index, { map, mask }] of samples.entries()) {
      expectMetric(pixelAuroc(map, mask), golden.per_sample_pauroc[index] ?? null, `sample ${index}`);
    }
  });

  it("has the reference's loss and its gradient", () => {
    const losses = samples.map(({ map, mask }) => lossOf(map, mask));
    expectClose(losses, golden.per_sample_loss, { absolute: 1e-6, what: "loss" });
    const { count, data } = goldenLossGradients(name);
    const weights = samples.slice(0, count).flatMap(({ mask }) => [...lossWeights(mask)]);
    expectClose(weights, data, { relative: 1e-6, what: "gradient of the loss" });
  });
});
