// The registry of metrics: what it says of each, and that one registered elsewhere is computed and drawn like the rest.

import { afterEach, describe, expect, it } from "vitest";
import { combineResampled, resampledMetrics } from "../../src/metrics/bootstrap.ts";
import { evaluateSamples } from "../../src/metrics/evaluate.ts";
import type { Metric } from "../../src/metrics/metric.ts";
import { METRICS, metricFacts, shownMetrics } from "../../src/metrics/registry.ts";
import type { MapSample } from "../../src/metrics/types.ts";

const sample = (map: readonly number[], mask: readonly number[]): MapSample => ({
  ...{ map: Float32Array.from(map), mask: Uint8Array.from(mask), width: map.length, height: 1 },
});

const ODD: Metric = {
  name: "defect-score",
  title: "defect score",
  unit: "number",
  decimals: 2,
  better: "higher",
  shown: true,
  needs: "images",
  source: "a test",
  of: ({ pictures, weights, images }) =>
    images.positiveCount === 0
      ? null
      : pictures.reduce(
          (sum, { anomalous, imageScore }, index) =>
            sum + (anomalous ? (weights[index] ?? 0) * imageScore : 0),
          0,
        ) / images.positiveCount,
};

let remove = (): void => {};
afterEach(() => remove());

describe("the registry of metrics", () => {
  it("names them in the order of tables, with facts that are plain data", () => {
    expect(METRICS.names()).toEqual([
      ...["pauroc", "aupro", "f1max", "ap", "imageAuroc", "loss"],
      ...["imageF1max", "aupimo", "aupimoFrozen", "imageF1", "defectRecall", "missedRegions"],
    ]);
    expect(shownMetrics().map(({ name }) => name)).toEqual(["pauroc", "aupro", "f1max", "loss"]);
    expect(JSON.parse(JSON.stringify(metricFacts()))).toEqual(metricFacts());
    expect(METRICS.all().every(({ source }) => source.length > 10)).toBe(true);
  });

  it("computes and draws one that is registered from outside, and says why it is undefined", () => {
    remove = METRICS.register(ODD);
    const set = [sample([1, 5], [1, 0]), sample([3, 2], [1, 0]), sample([7], [0])];
    expect(evaluateSamples(set).values[ODD.name]).toBe(4);
    const drawn = resampledMetrics(set, 40, ["registered"]);
    expect(new Set(drawn[ODD.name])).toEqual(new Set([3, 4, 5]));
    const doubled = combineResampled([drawn, drawn], ([left = 0, right = 0]) => left + right);
    expect(doubled[ODD.name]?.[0]).toBe(2 * (drawn[ODD.name]?.[0] ?? Number.NaN));
    const good = evaluateSamples(set.slice(2));
    expect([good.values[ODD.name], good.reasons?.[ODD.name]]).toEqual([null, "no anomalous image"]);
    remove();
    remove = () => {};
    expect(Object.keys(evaluateSamples(set).values)).not.toContain(ODD.name);
  });
});
