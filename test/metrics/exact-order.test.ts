// Ranks of scores that float32 cannot hold: every metric over places equals the one over scores, where both exist.

import fc from "fast-check";
import { expect, it } from "vitest";
import { type ExactValues, exactValues } from "../../src/core/exact-values.ts";
import { metricPool } from "../../src/metrics/evaluate.ts";
import { exactOrder } from "../../src/metrics/exact-order.ts";
import type { DetailedMetrics } from "../../src/metrics/types.ts";

interface Scored {
  readonly scores: Float64Array;
  readonly mask: Uint8Array;
}

const SIDE = 4;

function byPlaces(
  samples: readonly { readonly scores: ExactValues; readonly mask: Uint8Array }[],
): DetailedMetrics {
  const order = exactOrder();
  const pool = metricPool();
  for (const { scores, mask } of samples) order.mark(scores, mask);
  const placed = samples.map(({ scores, mask }) => ({
    ...{ map: order.place(scores), imageScore: order.placeOfHighest(scores), mask },
    ...{ width: SIDE, height: SIDE },
  }));
  for (const sample of placed) pool.survey(sample);
  for (const sample of placed) pool.count(sample);
  return pool.metrics();
}

function byScores(samples: readonly Scored[]): DetailedMetrics {
  const pool = metricPool();
  const all = samples.map(({ scores, mask }) => ({
    ...{ map: Float32Array.from(scores), mask, width: SIDE, height: SIDE },
  }));
  for (const sample of all) pool.survey(sample);
  for (const sample of all) pool.count(sample);
  return pool.metrics();
}

const scored: fc.Arbitrary<Scored> = fc.record({
  scores: fc
    .array(fc.integer({ min: -6, max: 6 }), { minLength: SIDE ** 2, maxLength: SIDE ** 2 })
    .map((values) => Float64Array.from(values, (value) => value / 2)),
  mask: fc
    .array(fc.integer({ min: 0, max: 3 }), { minLength: SIDE ** 2, maxLength: SIDE ** 2 })
    .map((values) => Uint8Array.from(values, (value) => Number(value === 3))),
});

it("changes no metric of scores that are float32, ties and signed zeros too", () => {
  fc.assert(
    fc.property(fc.array(scored, { minLength: 1, maxLength: 4 }), (samples) => {
      const placed = byPlaces(samples.map(({ scores, mask }) => ({ scores: exactValues(scores), mask })));
      const { values, reasons, details } = byScores(samples);
      const { loss: _, ...ranked } = values;
      expect(placed.values).toMatchObject(ranked);
      expect(placed.details.imageAp).toBe(details.imageAp);
      expect(placed.reasons).toEqual(reasons);
    }),
    { numRuns: 25 },
  );
});

it("keeps what steps of one at 2^60 and of 1e-15 at 1 say", () => {
  const mask = Uint8Array.from({ length: SIDE ** 2 }, (_, at) => Number(at >= 12));
  const integers = BigInt64Array.from({ length: SIDE ** 2 }, (_, at) => 2n ** 60n + BigInt(at));
  const floats = Float64Array.from({ length: SIDE ** 2 }, (_, at) => 1 + at * 1e-15);
  expect(byPlaces([{ scores: exactValues(integers), mask }]).values["pauroc"]).toBe(1);
  expect(byPlaces([{ scores: exactValues(floats), mask }]).values["pauroc"]).toBe(1);
  const normal = new Uint8Array(SIDE ** 2);
  const below = BigInt64Array.from(integers, (value) => value - 1n);
  const pooled = byPlaces([
    { scores: exactValues(integers), mask },
    { scores: exactValues(below), mask: normal },
  ]);
  expect(pooled.values["imageAuroc"]).toBe(1);
  // Of the 4 × 28 pairs, three normal scores of the second map tie or win: 13 and 14 against 12 and 13, 12 against 12.
  expect(pooled.values["pauroc"]).toBeCloseTo(1 - (0.5 + 1 + 1 + 0.5 + 1 + 0.5) / (4 * 28), 12);
});

it("holds more distinct scores than it begins with", () => {
  const order = exactOrder();
  const values = Float64Array.from({ length: 50_000 }, (_, at) => ((at * 7919) % 50_000) * 1e-12);
  order.mark(exactValues(values), new Uint8Array(values.length).fill(1));
  const placed = order.place(exactValues(values));
  const ascending = [...values.keys()].sort((left, right) => (values[left] ?? 0) - (values[right] ?? 0));
  const inOrder = Float32Array.from(ascending, (at) => placed[at] ?? Number.NaN);
  expect(inOrder.every((place, at) => at === 0 || place > (inOrder[at - 1] ?? Infinity))).toBe(true);
});
