// Clopper–Pearson limits: the fixture, published tables, the promise that they cover, and counts by independent parts.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { upperTail } from "../../../src/metrics/decisions/binomial.ts";
import { countOf, lowerLimit, upperLimit } from "../../../src/metrics/decisions/clopper-pearson.ts";
import { decisionCounts } from "../../../src/metrics/decisions/parts.ts";
import { DECISIONS, expectLimit } from "./fixture.ts";

const count = fc
  .integer({ min: 1, max: 400 })
  .chain((n) => fc.record({ n: fc.constant(n), k: fc.integer({ min: 0, max: n }) }));

describe("exact limits of k of n", () => {
  it.each(DECISIONS.clopper_pearson.cases)("agree with the reference at $k of $n", (expected) => {
    const { k, n, two_sided_95: interval, upper_95_one_sided: upper } = expected;
    const { low, high } = countOf(k, n);
    expectLimit(low, interval?.[0] ?? null);
    expectLimit(high, interval?.[1] ?? null);
    if (upper !== null) expectLimit(upperLimit(k, n), upper);
  });

  it("are those of Newcombe (Statistics in Medicine 17, 1998), table I, method 5", () => {
    const published = [
      [81, 263, 0.2527, 0.3676],
      [15, 148, 0.0578, 0.1617],
      [0, 20, 0, 0.1684],
      [1, 29, 0.0009, 0.1776],
    ] as const;
    for (const [k, n, ...interval] of published) {
      const { low, high } = countOf(k, n);
      expect([Number(low?.toFixed(4)), Number(high?.toFixed(4))]).toEqual(interval);
    }
  });

  it("hold to 1e-10 of themselves for a million (beta quantiles of scipy 1.17)", () => {
    const expected = [
      [500_000, 0.49901951919531184, 0.5009804808046882],
      [1, 2.5317807663794178e-8, 5.571630655166939e-6],
      [999_999, 0.9999944283693448, 0.9999999746821924],
    ] as const;
    for (const [k, low, high] of expected) {
      const own = countOf(k, 1_000_000);
      expect(Math.abs((own.low ?? 0) / low - 1)).toBeLessThan(1e-10);
      expect(Math.abs((own.high ?? 0) / high - 1)).toBeLessThan(1e-10);
    }
  });

  it("say how many parts without a failure show a rate: 59 for 5%, 149 for 2%; with one failure 93 and 236", () => {
    const fewest = (k: number, rate: number): number => {
      let n = k + 1;
      while (upperLimit(k, n) > rate) n++;
      return n;
    };
    expect([fewest(0, 0.05), fewest(0, 0.02), fewest(1, 0.05), fewest(1, 0.02)]).toEqual([59, 149, 93, 236]);
  });

  it("are taken at levels from an even chance on: of one part that failed, half of the rates could", () => {
    expect([lowerLimit(1, 1, 0.5), upperLimit(0, 1, 0.5)]).toEqual([0.5, 0.5]);
    expect(() => lowerLimit(1, 1, 0.49)).toThrow("invalid level 0.49");
    expect(() => lowerLimit(1, 1, 1)).toThrow("invalid level 1");
  });

  it("cover the true rate in at least 95% of all samples, by enumeration", () => {
    for (const n of [1, 12, 60])
      for (const rate of [0.003, 0.02, 0.1, 0.37, 0.5, 0.8]) {
        const chance = (k: number): number =>
          upperTail(k, n, rate) - (k === n ? 0 : upperTail(k + 1, n, rate));
        const all = Array.from({ length: n + 1 }, (_, k) => countOf(k, n));
        const share = (within: (k: (typeof all)[number]) => boolean): number =>
          all.filter(within).reduce((sum, { k }) => sum + chance(k), 0);
        expect(share(({ low, high }) => (low ?? 1) <= rate && rate <= (high ?? 0))).toBeGreaterThan(
          0.95 - 1e-12,
        );
        expect(share(({ k }) => rate <= upperLimit(k, n))).toBeGreaterThan(0.95 - 1e-12);
        expect(share(({ k }) => lowerLimit(k, n) <= rate)).toBeGreaterThan(0.95 - 1e-12);
      }
  });

  it("enclose the share, rise with k, tighten with n and mirror", () => {
    fc.assert(
      fc.property(count, ({ k, n }) => {
        const { low, high } = countOf(k, n);
        expect(low).toBeLessThanOrEqual(k / n);
        expect(high).toBeGreaterThanOrEqual(k / n);
        expect(countOf(n - k, n).high).toBeCloseTo(1 - (low ?? 0), 12);
        if (k < n) expect(lowerLimit(k + 1, n)).toBeGreaterThan(lowerLimit(k, n));
        expect(upperLimit(k, n + 1)).toBeLessThan(upperLimit(k, n) + 1e-15);
        expect(upperLimit(k, n)).toBeLessThanOrEqual(high ?? 0);
      }),
      { numRuns: 60 },
    );
  });
});

describe("counts of decisions", () => {
  it.each(DECISIONS.frozen_threshold.cases)("agree with the reference: $name", (expected) => {
    // The reference rejects from its threshold on, a decision here above the threshold: the next smaller number.
    const above = previous(expected.threshold);
    const pictures = expected.scores.map((score, index) => ({
      part: String(index),
      anomalous: expected.labels[index] === 1,
      rejected: score > above,
    }));
    expect(pictures.map(({ rejected }) => Number(rejected))).toEqual(expected.decisions);
    const { escapes, falseRejects } = decisionCounts(pictures);
    expect([escapes.k, falseRejects.k]).toEqual([expected.escapes.length, expected.false_rejects.length]);
    for (const [own, interval] of [
      [escapes, expected.escape_interval],
      [falseRejects, expected.false_reject_interval],
    ] as const) {
      expectLimit(own.low, interval?.[0] ?? null);
      expectLimit(own.high, interval?.[1] ?? null);
    }
  });

  it("take several photographs of a part as one, which fails if one of them does", () => {
    const photographs = [
      { part: "A", anomalous: true, rejected: true },
      { part: "A", anomalous: true, rejected: false },
      { part: "B", anomalous: true, rejected: true },
      { part: "C", anomalous: false, rejected: false },
      { part: "C", anomalous: false, rejected: true },
      { part: "C", anomalous: false, rejected: true },
    ];
    const { escapes, falseRejects } = decisionCounts(photographs);
    expect([escapes.k, escapes.n, falseRejects.k, falseRejects.n]).toEqual([1, 2, 1, 1]);
  });

  it("refuse a part that is labelled good and defective", () => {
    const photographs = [true, false].map((anomalous) => ({ part: "A 7", anomalous, rejected: true }));
    expect(() => decisionCounts(photographs)).toThrow(InputError);
    expect(() => decisionCounts(photographs)).toThrow('invalid part "A 7"');
  });
});

/** The next smaller double. */
function previous(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  if (value === 0) return -Number.MIN_VALUE;
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? -1n : 1n));
  return view.getFloat64(0);
}
