// Pooled metrics against a computation by hand, and means over objects.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Mask } from "../../src/core/image.ts";
import { NO_OPERATING_POINT } from "../../src/metrics/metric.ts";
import { METRICS } from "../../src/metrics/registry.ts";
import type { ItemRecord } from "../../src/results/record.ts";
import type { MetricSet } from "../../src/results/schema.ts";
import { meanMetrics, pooledMetrics } from "../../src/study/aggregate.ts";
import { recordOf } from "../support/records.ts";

interface Scored {
  readonly scores: readonly number[];
  readonly labels: readonly number[];
  readonly imageScore: number;
}

/** Pools pictures of one row each. */
function pool(pictures: readonly Scored[]): MetricSet {
  const records = pictures.map(({ labels, imageScore }, index) => {
    const record = recordOf(`${index}`, { anomalous: labels.includes(1) });
    return { ...record, points: record.points.map((point) => ({ ...point, imageScore })) };
  });
  const masks = new Map<string, Mask>(
    records.map(({ sample }, index) => {
      const data = Uint8Array.from(pictures[index]?.labels ?? []);
      return [sample, { width: data.length, height: 1, data }];
    }),
  );
  const readMap = ({ key }: ItemRecord): Float32Array =>
    Float32Array.from(pictures[Number(key)]?.scores ?? []);
  return pooledMetrics(
    records.map((record) => ({ record, index: 0 })),
    { masks, readMap, preset: "paper" },
  );
}

/** Share of (anomalous, normal) pairs in the right order; ties count half. */
function auroc(scored: readonly { readonly score: number; readonly label: number }[]): number {
  let [right, pairs] = [0, 0];
  for (const anomalous of scored.filter(({ label }) => label === 1)) {
    for (const normal of scored.filter(({ label }) => label === 0)) {
      right += anomalous.score > normal.score ? 1 : anomalous.score === normal.score ? 0.5 : 0;
      pairs++;
    }
  }
  return right / pairs;
}

const twoPictures: readonly Scored[] = [
  { scores: [0.75, 0.25, 0.5, 0.25], labels: [1, 1, 0, 0], imageScore: 0.5 },
  { scores: [0.5, 0, 0, 0.25], labels: [0, 0, 0, 0], imageScore: 0.25 },
];

describe("pooled metrics", () => {
  it("count all pixels of all pictures together", () => {
    const metrics = pool(twoPictures);
    // Anomalous 0.75 and 0.25; normal 0.5, 0.25, 0.5, 0, 0, 0.25: 6 + (2 + 2 ties of a half) of 12 pairs.
    expect(metrics.values["pauroc"]).toBe(9 / 12);
    expect(metrics.values["imageAuroc"]).toBe(1);
    // At a threshold of 0.75: precision 1, recall 1/2. At 0.25: precision 2/6, recall 1.
    expect(metrics.values["f1max"]).toBeCloseTo(2 / 3, 12);
    expect(metrics.values["ap"]).toBeCloseTo(0.5 * 1 + 0.5 * (2 / 6), 12);
    // Equation (4): 0.375 − 0.5 for the first, 0.1875 − 0 for the second.
    expect(metrics.values["loss"]).toBeCloseTo((-0.125 + 0.1875) / 2, 6);
    expect(new Set(Object.values(metrics.reasons ?? {}))).toEqual(new Set([NO_OPERATING_POINT]));
  });

  const pictures = fc.array(
    fc.integer({ min: 1, max: 6 }).chain((pixels) =>
      fc.record({
        scores: fc.array(
          fc.integer({ min: 0, max: 8 }).map((value) => value / 8),
          { minLength: pixels, maxLength: pixels },
        ),
        labels: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: pixels, maxLength: pixels }),
        imageScore: fc.integer({ min: 0, max: 8 }).map((value) => value / 8),
      }),
    ),
    { minLength: 1, maxLength: 6 },
  );

  it("equal the count of pairs, for pixels and for images", () => {
    fc.assert(
      fc.property(pictures, (given) => {
        const metrics = pool(given);
        const pixels = given.flatMap(({ scores, labels }) =>
          scores.map((score, at) => ({ score, label: labels[at] ?? 0 })),
        );
        const images = given.map(({ labels, imageScore }) => ({
          score: imageScore,
          label: labels.includes(1) ? 1 : 0,
        }));
        for (const [value, scored] of [
          [metrics.values["pauroc"], pixels],
          [metrics.values["imageAuroc"], images],
        ] as const) {
          const expected = auroc(scored);
          if (Number.isNaN(expected)) expect(value).toBeNull();
          else expect(value).toBeCloseTo(expected, 12);
        }
      }),
    );
  });

  it("do not depend on the order of the pictures", () => {
    fc.assert(
      fc.property(pictures, (given) => {
        const [forward, backward] = [pool(given), pool([...given].reverse())];
        expect(backward.reasons).toEqual(forward.reasons);
        expect(Object.keys(forward.values)).toEqual(METRICS.names());
        for (const [name, value] of Object.entries(forward.values)) {
          const other = backward.values[name];
          if (value === null) expect(other).toBeNull();
          else expect(other).toBeCloseTo(value, 12);
        }
      }),
    );
  });

  it("are null with a reason where they are undefined", () => {
    const { values, reasons } = pool(twoPictures.slice(1));
    const { pauroc, imageAuroc, loss } = values;
    expect([pauroc, imageAuroc]).toEqual([null, null]);
    expect(loss).not.toBeNull();
    expect(reasons).toMatchObject({ pauroc: "no anomalous pixel", imageAuroc: "no anomalous image" });
  });
});

describe("the mean over objects", () => {
  const set = (pauroc: number | null, loss = 0): MetricSet => ({
    values: { pauroc, aupro: 0.5, f1max: 0.5, ap: 0.5, imageAuroc: 0.5, loss },
  });

  it("weighs every object alike", () => {
    expect(meanMetrics([set(0.5, -1), set(0.75, 0)])).toEqual(set(0.625, -0.5));
  });

  it("skips nulls and says so", () => {
    const { values, reasons } = meanMetrics([set(0.5), set(null), set(0.75)]);
    expect(values["pauroc"]).toBe(0.625);
    expect(reasons).toEqual({ pauroc: "undefined for 1 of 3 objects, which the mean skips" });
    expect(meanMetrics([set(null)]).values["pauroc"]).toBeNull();
  });

  it("says what all objects say alike, and carries what is said of values", () => {
    const reasons = { aupro: NO_OPERATING_POINT };
    const noted = { values: { ap: 0.5, aupro: null }, reasons, notes: { ap: "not resolved" } };
    const plain = { values: { ap: 1, aupro: null }, reasons };
    expect(meanMetrics([plain, noted])).toEqual({
      ...{ values: { ap: 0.75, aupro: null }, reasons },
      notes: { ap: "1 of 2 objects: not resolved" },
    });
    expect(meanMetrics([noted])).toEqual(noted);
  });
});
