// The rule of verdicts on hand-made evidence: each verdict, the order of their tests, and how often a detector that is
// exactly as bad as its limit is accepted.

import { describe, expect, it } from "vitest";
import { VERDICTS } from "../../../src/core/acceptance.ts";
import { random } from "../../../src/core/random.ts";
import type { FailureCounts } from "../../../src/metrics/decisions/limits.ts";
import {
  type BoxEvidence,
  bindingOf,
  type Evidence,
  holdsTogether,
  isCalibrated,
  leastVerdict,
  verdictOf,
} from "../../../src/metrics/decisions/verdict.ts";

const LIMITS = { escapes: 0.02, falseRejects: 0.05 };
const ENOUGH = { units: 60, draws: 59 };

/** Of 150 defective and 60 good parts. */
const failed = (escapes: number, falseRejects = 0): FailureCounts => ({
  escapes: { k: escapes, n: 150 },
  falseRejects: { k: falseRejects, n: 60 },
});
const box = (factor: number, common: FailureCounts, change: Partial<BoxEvidence> = {}): BoxEvidence => ({
  ...{ factor, common, searched: ENOUGH, secondFlips: 0 },
  ...change,
});
const AT_REST = box(0, failed(0), { searched: null, secondFlips: null });
const evidence = (boxes: readonly BoxEvidence[], change: Partial<Evidence> = {}): Evidence => ({
  ...{ atRest: failed(0), calibrated: true, boxes },
  ...change,
});
const judged = (...boxes: BoxEvidence[]): unknown => verdictOf(evidence(boxes), LIMITS);

describe("the verdict of an object", () => {
  it("is accept where both upper limits hold over the whole range and a second search flips nothing", () => {
    expect(judged(box(1, failed(0)))).toEqual({ verdict: "accept", atRestAlready: false, within: 1 });
    expect(judged(box(1, failed(0, 1)))).toMatchObject({ verdict: "too-few-pictures" });
    expect(judged(box(1, failed(0), { secondFlips: 1 }))).toMatchObject({ verdict: "too-few-pictures" });
    expect(judged(box(1, failed(0), { secondFlips: null }))).toMatchObject({ verdict: "too-few-pictures" });
  });

  it("is reject where a lower limit exceeds its limit, at rest or somewhere in the range", () => {
    // Of 150, 7 are the fewest whose lower limit, 2.2%, exceeds 2%.
    expect(judged(AT_REST, box(1, failed(6)))).toMatchObject({ verdict: "accept-within", within: 0 });
    expect(judged(AT_REST, box(1, failed(7)))).toEqual({
      ...{ verdict: "reject", atRestAlready: false, within: 0 },
    });
    const worse = evidence([box(1, failed(9))], { atRest: failed(8) });
    expect(verdictOf(worse, LIMITS)).toEqual({ verdict: "reject", atRestAlready: true, within: null });
  });

  it("is not-enough-search where a picture that did not fail was evaluated less than 60 times, or drawn less than 59", () => {
    expect(judged(box(1, failed(0), { searched: { units: 59, draws: 59 } }))).toMatchObject({
      ...{ verdict: "not-enough-search", within: null },
    });
    expect(judged(box(1, failed(0), { searched: { units: 400, draws: 58 } }))).toMatchObject({
      verdict: "not-enough-search",
    });
  });

  it("needs no search where every point was evaluated, or every picture failed", () => {
    expect(judged(box(1, failed(0), { searched: null, secondFlips: null }))).toMatchObject({
      verdict: "accept",
    });
  });

  it("is accept-within the largest box that holds before the first that does not, from rest outwards", () => {
    const wide = [box(1, failed(4)), box(0.6, failed(1))];
    expect(judged(...wide, box(0.5, failed(0)), AT_REST)).toEqual({
      ...{ verdict: "accept-within", atRestAlready: false, within: 0.5 },
    });
    const flippedInside = box(0.2, failed(0), { secondFlips: 1 });
    expect(judged(...wide, box(0.5, failed(0)), flippedInside, AT_REST)).toMatchObject({ within: 0 });
  });

  it("is at best too-few-pictures where the calibration cannot promise its rate, but a reject stands", () => {
    const few = (counts: FailureCounts): Evidence =>
      evidence([AT_REST, box(1, counts)], { calibrated: false });
    expect(verdictOf(few(failed(0)), LIMITS)).toMatchObject({ verdict: "too-few-pictures", within: null });
    expect(verdictOf(few(failed(30)), LIMITS)).toMatchObject({ verdict: "reject" });
    const rule = { kind: "false-rejects", rate: 0.05 } as const;
    expect([0.05, 1 / 13].map((promised) => isCalibrated({ rule, promised }))).toEqual([true, false]);
    expect(isCalibrated({ rule: { kind: "detector" }, promised: null })).toBe(true);
  });

  it("is at best too-few-pictures where a limited side has no part", () => {
    const good = { escapes: { k: 0, n: 0 }, falseRejects: { k: 0, n: 60 } };
    const onlyGood = evidence([box(1, good)], { atRest: good });
    expect(verdictOf(onlyGood, LIMITS)).toMatchObject({ verdict: "too-few-pictures" });
    expect(verdictOf(onlyGood, { escapes: null, falseRejects: 0.05 })).toMatchObject({ verdict: "accept" });
  });

  it("is tested for in one order: each verdict where the next would do as well", () => {
    const shallow = { searched: { units: 10, draws: 10 } };
    const inner = box(0.1, failed(0));
    const found = [
      [inner, box(1, failed(9), shallow)],
      [inner, box(1, failed(0), shallow)],
      [inner, box(1, failed(0))],
      [inner, box(1, failed(1))],
      [box(0.1, failed(1)), box(1, failed(1))],
    ].map((boxes) => verdictOf(evidence(boxes), LIMITS).verdict);
    expect(found).toEqual(VERDICTS);
  });
});

describe("several objects together", () => {
  it("leave an accept standing where it holds at 1 − 0.05/m too: 149 parts are enough for one object, not for two", () => {
    const of = (n: number): Evidence => {
      const counts = { escapes: { k: 0, n }, falseRejects: { k: 0, n } };
      return evidence([box(1, counts)], { atRest: counts });
    };
    expect([1, 2].map((objects) => holdsTogether(of(149), LIMITS, objects))).toEqual([true, false]);
    // ln(0.05 / 10) / ln(0.98) = 262.3
    expect([262, 263].map((parts) => holdsTogether(of(parts), LIMITS, 10))).toEqual([false, true]);
  });

  it("leave an accept-within standing in the same box alone, and a reject however small that box is", () => {
    // Of 150 none may fail at 95%, and at 97.5% these are too few; at rest nothing is seen to fail of many more.
    const many: FailureCounts = { escapes: { k: 0, n: 1000 }, falseRejects: { k: 0, n: 1000 } };
    const rest = box(0, many, { searched: null, secondFlips: null });
    const holdsOf = (asked: FailureCounts): boolean =>
      holdsTogether(evidence([rest, box(0.4, failed(0)), box(1, asked)], { atRest: many }), LIMITS, 2);
    expect([failed(3), failed(40)].map(holdsOf)).toEqual([false, true]);
  });

  it("are as good as the least of them", () => {
    expect(leastVerdict(["accept", "too-few-pictures", "accept-within"])).toBe("too-few-pictures");
    expect(leastVerdict(["too-few-pictures", "not-enough-search", "accept"])).toBe("not-enough-search");
  });
});

describe("what binds", () => {
  const points = { escapes: { theta: 9 }, falseRejects: { theta: -4 } };
  const bindsAt = (counts: FailureCounts, atRest = failed(0)): unknown =>
    bindingOf(evidence([box(1, counts)], { atRest }), LIMITS, points);

  it("is the side that is surely above its limit, else the one whose upper limit is nearest to it or above", () => {
    expect(bindsAt(failed(7, 5))).toMatchObject({ side: "escapes", k: 7, n: 150, point: { theta: 9 } });
    expect(bindsAt(failed(1, 4))).toMatchObject({ side: "falseRejects", point: { theta: -4 } });
    const [escapes, falseRejects] = [bindsAt(failed(0)), bindsAt(failed(0, 1))];
    expect(escapes).toMatchObject({ side: "escapes", lower: 0, limit: 0.02 });
    expect(falseRejects).toMatchObject({ side: "falseRejects", k: 1, n: 60, limit: 0.05 });
  });

  it("has no point at rest, and is nothing without a limit", () => {
    expect(bindsAt(failed(40, 9), failed(0, 9))).toMatchObject({ side: "falseRejects", k: 9, point: null });
    const none = { escapes: null, falseRejects: null };
    expect(bindingOf(evidence([box(1, failed(0))]), none, points)).toBeNull();
  });
});

describe("a detector that is exactly as bad as its limit", () => {
  const STUDIES = 400;
  const MOST = 30;
  const FACTORS = [0, 0.2, 0.4, 0.6, 0.8, 1];

  /** Studies of `parts` defective parts; each breaks at a factor of its own, as many within `reach` as the limit says. */
  const withins = (parts: number, reach: number): (number | null)[] =>
    Array.from({ length: STUDIES }, (_, study) => {
      const source = random(23, parts, reach, study);
      const breaks = Array.from({ length: parts }, () => (source.next() / LIMITS.escapes) * reach);
      const boxes = FACTORS.map((factor) => {
        const k = breaks.filter((at) => at <= factor).length;
        return box(factor, { escapes: { k, n: parts }, falseRejects: { k: 0, n: 60 } });
      });
      return verdictOf(evidence(boxes, { atRest: boxes[0]?.common ?? failed(0) }), LIMITS).within;
    });

  it.each([149, 236, 330, 800])("is accepted in at most 30 of 400 studies of %i parts", (parts) => {
    expect(withins(parts, 1).filter((within) => within === 1).length).toBeLessThanOrEqual(MOST);
  });

  it.each([149, 330])("as far as 0.6 of the range, is accepted that far as rarely, of %i parts", (parts) => {
    const claimed = withins(parts, 0.6).filter((within) => within !== null && within >= 0.6);
    expect(claimed.length).toBeLessThanOrEqual(MOST);
    expect(claimed.length).toBeGreaterThan(0);
  });
});
