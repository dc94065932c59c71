// Limits on rates as texts, the number of pictures that they need, and what draws without a violation allow to be said.

import { describe, expect, it } from "vitest";
import { upperLimit } from "../../../src/metrics/decisions/clopper-pearson.ts";
import { drawsFor, violatingShare } from "../../../src/metrics/decisions/draws-statement.ts";
import {
  DEFAULT_LIMITS,
  parseRateLimits,
  rateLimitsText,
  resolvedLimits,
} from "../../../src/metrics/decisions/limits.ts";
import { partsFor, partsNeeded } from "../../../src/metrics/decisions/parts-needed.ts";

describe("limits on rates", () => {
  it("are shares or per cent, absolute or above the rate at rest", () => {
    expect(parseRateLimits([DEFAULT_LIMITS])).toEqual({
      escapes: { worst: 0.02, relative: false },
      falseRejects: { worst: 0.05, relative: false },
    });
    expect(parseRateLimits(["false-rejects=+0.7%"])).toEqual({
      ...{ escapes: null, falseRejects: { worst: 0.007, relative: true } },
    });
    for (const text of [DEFAULT_LIMITS, "escapes=+0.7%", "escapes=0%,false-rejects=100%"])
      expect(rateLimitsText(parseRateLimits([text]))).toBe(text);
  });

  it.each([
    ["escapes=2", /escapes=2%/],
    ["escapes=-2%", /share or per cent/],
    ["escapes", /share or per cent/],
    ["escape=2%", /unknown rate in --limit "escape"; did you mean "escapes"/],
    ["pauroc=2%", /unknown rate in --limit/],
    ["escapes=2%,escapes=3%", /escapes is limited twice/],
    ["", /unknown rate/],
  ])("refuse %j in a line", (text, message) => {
    expect(() => parseRateLimits([text])).toThrow(message);
  });

  it("that are relative start at the share that fails at rest", () => {
    const atRest = { escapes: { k: 3, n: 100 }, falseRejects: { k: 0, n: 0 } };
    const limits = parseRateLimits(["escapes=+2%,false-rejects=+5%"]);
    expect(resolvedLimits(limits, atRest)).toEqual({ escapes: 0.05, falseRejects: 0.05 });
    expect(resolvedLimits(parseRateLimits(["escapes=+99%"]), atRest)).toEqual({
      ...{ escapes: 1, falseRejects: null },
    });
    const seven = { escapes: { k: 7, n: 10 }, falseRejects: { k: 0, n: 1 } };
    expect(resolvedLimits(parseRateLimits(["escapes=+10%"]), seven).escapes).toBe(0.8);
  });
});

describe("parts that a limit needs", () => {
  it("are 149 and 59 without a failure, 236 and 93 with one", () => {
    expect([0, 1].flatMap((failures) => [0.02, 0.05].map((limit) => partsFor(failures, limit)))).toEqual([
      ...[149, 59, 236, 93],
    ]);
    for (const [failures, limit] of [[7, 0.02] as const, [30, 0.3] as const]) {
      const parts = partsFor(failures, limit);
      expect(upperLimit(failures, parts)).toBeLessThanOrEqual(limit);
      expect(upperLimit(failures, parts - 1)).toBeGreaterThan(limit);
    }
  });

  it("are the fewest that hold it at the rate seen", () => {
    const counted = ([k, n]: readonly [number, number], limit: number): number => {
      let parts = n;
      while (upperLimit(Math.ceil((k * parts) / n), parts) > limit) parts++;
      return parts;
    };
    for (const [k, n] of [[0, 30] as const, [1, 100] as const, [1, 30] as const, [3, 200] as const])
      expect(partsNeeded({ k, n }, 0.05)).toBe(counted([k, n], 0.05));
  });

  it("are those there are where they hold it, and those without failure where there is none", () => {
    expect(partsNeeded({ k: 0, n: 150 }, 0.02)).toBe(150);
    expect(partsNeeded({ k: 0, n: 0 }, 0.02)).toBe(149);
  });

  it("are no number where as many fail as are accepted, or nearly so", () => {
    expect(partsNeeded({ k: 2, n: 100 }, 0.02)).toBeNull();
    expect(partsNeeded({ k: 0, n: 100 }, 0)).toBeNull();
    expect(partsNeeded({ k: 1999, n: 100_000 }, 0.02)).toBeNull();
  });
});

describe("draws none of which violates", () => {
  it("leave less than 5% of a picture's box after 59, 1% after 299", () => {
    expect([59, 299].map((draws) => violatingShare(draws) < (draws === 59 ? 0.05 : 0.01))).toEqual([
      true,
      true,
    ]);
    expect([58, 298].map((draws) => violatingShare(draws) < (draws === 58 ? 0.05 : 0.01))).toEqual([
      ...[false, false],
    ]);
    expect([0.05, 0.01].map((share) => drawsFor(share))).toEqual([59, 299]);
    expect(violatingShare(0)).toBe(1);
  });

  it("must be more for many pictures at once: ln(0.05/N) / ln(1 − share) each", () => {
    expect(drawsFor(0.05, 150)).toBe(157);
    expect(violatingShare(157, 150)).toBeLessThan(0.05);
    expect(violatingShare(156, 150)).toBeGreaterThan(0.05);
    expect(drawsFor(0.5)).toBe(5);
  });

  it("are the case k = 0 of an exact limit", () => {
    for (const draws of [1, 59, 299]) expect(violatingShare(draws)).toBeCloseTo(upperLimit(0, draws), 12);
  });
});
