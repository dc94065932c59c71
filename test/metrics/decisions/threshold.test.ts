// The operating point from calibration scores: which rank, with how many pictures, what is promised; and how a rule is
// written.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/core/errors.ts";
import { random } from "../../../src/core/random.ts";
import { parseThresholdRule, ruleText } from "../../../src/metrics/decisions/rule.ts";
import { picturesFor, thresholdFor } from "../../../src/metrics/decisions/threshold.ts";

/** Scores 1, 2, … m in some order: the threshold is its own rank. */
const ranks = (m: number): number[] => Array.from({ length: m }, (_, index) => ((index * 7) % m) + 1);
const RATES: readonly (readonly [number, number])[] = [
  [0.1, 9],
  [0.05, 19],
  [0.02, 49],
  [0.01, 99],
  [0.001, 999],
];

describe("a threshold for a false-reject rate", () => {
  it.each(RATES)("of %d needs %d pictures exactly: one fewer promises less, and says so", (rate, m) => {
    expect(picturesFor(rate)).toBe(m);
    const scores = ascending(m);
    expect(thresholdFor(rate, scores)).toEqual({ threshold: m, promised: rate, rank: m, tooFew: false });
    const fewer = scores.slice(1);
    expect(thresholdFor(rate, fewer)).toEqual({ threshold: m, promised: 1 / m, rank: m - 1, tooFew: true });
  });

  it("is the ⌈(1 − rate)(m + 1)⌉-th smallest score, whatever the order", () => {
    for (const [rate, m, rank] of [
      [0.05, 20, 20],
      [0.05, 38, 38],
      [0.05, 39, 38],
      [0.1, 100, 91],
      [0.29, 99, 71],
    ] as const)
      expect(thresholdFor(rate, ranks(m)).threshold, `${rate} of ${m}`).toBe(rank);
  });

  it("has that rank for every rate of whole per mille, by whole numbers", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 3000 }), (perMille, m) => {
        const rank = Math.ceil(((1000 - perMille) * (m + 1)) / 1000);
        const own = thresholdFor(perMille / 1000, Float64Array.from(ascending(m)));
        expect([own.rank, own.tooFew]).toEqual(rank > m ? [m, true] : [rank, false]);
        expect(picturesFor(perMille / 1000) <= m).toBe(!own.tooFew);
      }),
    );
  });

  it("keeps its promise: over calibrations, a new good picture is rejected that often", () => {
    const source = random("promise");
    const calibrations = 4000;
    let rejected = 0;
    for (let calibration = 0; calibration < calibrations; calibration++) {
      const { threshold } = thresholdFor(0.1, Array.from({ length: 29 }, source.normal));
      if (source.normal() > threshold) rejected++;
    }
    const error = Math.sqrt((0.1 * 0.9) / calibrations);
    expect(Math.abs(rejected / calibrations - 0.1)).toBeLessThan(4 * error);
  });

  it("of tied scores rejects what is above, not what is equal", () => {
    expect(thresholdFor(0.5, [2, 2, 2]).threshold).toBe(2);
  });

  it("needs scores", () => {
    expect(() => thresholdFor(0.05, [])).toThrow("missing calibration scores");
    expect(() => thresholdFor(0.05, [1, Number.NaN])).toThrow("missing calibration scores");
  });
});

describe("a threshold rule as text", () => {
  it.each([
    ["detector", { kind: "detector" }],
    ["false-rejects=2%", { kind: "false-rejects", rate: 0.02 }],
    ["false-rejects=0.7%", { kind: "false-rejects", rate: 0.007 }],
    ["false-rejects=0.05", { kind: "false-rejects", rate: 0.05 }],
    ["score=0.5", { kind: "score", image: 0.5, pixel: null }],
    ["score=-1.5e-3, pixel=.7", { kind: "score", image: -0.0015, pixel: 0.7 }],
  ])("%s", (text, rule) => {
    expect(parseThresholdRule(text)).toEqual(rule);
  });

  it("is written as it is read", () => {
    const rate = fc.double({ min: 1e-7, max: 1 - 1e-7, noNaN: true }).filter((value) => value < 1);
    const score = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    const rule = fc.oneof(
      fc.record({ kind: fc.constant("detector" as const) }, { noNullPrototype: true }),
      fc.record({ kind: fc.constant("false-rejects" as const), rate }, { noNullPrototype: true }),
      fc.record(
        { kind: fc.constant("score" as const), image: score, pixel: fc.option(score) },
        { noNullPrototype: true },
      ),
    );
    fc.assert(
      fc.property(rule, (own) => {
        expect(parseThresholdRule(ruleText(own))).toEqual(own);
      }),
    );
    expect(ruleText({ kind: "false-rejects", rate: 0.007 })).toBe("false-rejects=0.7%");
  });

  it.each([
    "2%",
    "false-rejects",
    "false-rejects=2",
    "false-rejects=0%",
    "false-rejects=100%",
    "score=",
    "score=high",
    "score=1e999",
    "pixel=0.5",
    "detector=0.5",
  ])("%s is refused in one line that says what is expected", (text) => {
    expect(() => parseThresholdRule(text)).toThrow(UsageError);
    expect(() => parseThresholdRule(text)).toThrow(/^invalid .* "[^"]+"; expected [^\n]+$/);
  });
});

function ascending(m: number): number[] {
  return Array.from({ length: m }, (_, index) => index + 1);
}
