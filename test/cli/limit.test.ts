// --limit and --fail-on: what they take, and what violates a limit.

import { describe, expect, it, onTestFinished } from "vitest";
import {
  checkedLimits,
  codeWithin,
  type Gates,
  limitFlags,
  limitViolations,
  parseLimits,
} from "../../src/cli/limit.ts";
import { printedRates } from "../../src/cli/printed-metrics.ts";
import type { MetricSet } from "../../src/core/metric-set.ts";
import { METRICS } from "../../src/metrics/registry.ts";
import type { Count, DecisionCounts, ObjectDecisions } from "../../src/results/decisions.ts";

const VALUES = { pauroc: 0.6, aupro: 0.5, f1max: 0.3, ap: 0.2, imageAuroc: 0.9, loss: 0.1 };
const printed = (
  object: string,
  change: Readonly<Record<string, number | null>> = {},
  at = "theta",
  reasons: Readonly<Record<string, string>> = {},
): { object: string; at: string; metrics: MetricSet } => ({
  ...{ object, at, metrics: { values: { ...VALUES, ...change }, reasons } },
});
const parsed = (text: string): { metric: string; worst: number }[] =>
  parseLimits([text]).map(({ metric, worst }) => ({ metric: metric.name, worst }));

describe("--limit", () => {
  it("takes metrics with fractions or per cent, several flags as one list", () => {
    expect(parsed("pauroc=70%, f1max=0,imageAuroc=.5")).toEqual([
      { metric: "pauroc", worst: 0.7 },
      { metric: "f1max", worst: 0 },
      { metric: "imageAuroc", worst: 0.5 },
    ]);
    expect(parsed("loss=-0.2")).toEqual([{ metric: "loss", worst: -0.2 }]);
    expect(parseLimits(["pauroc=70%", "loss=0"])).toHaveLength(2);
  });

  it("takes a metric that a program registers, in the direction that it says", () => {
    const remove = METRICS.register({
      ...METRICS.named("loss"),
      ...{ name: "largest", title: "largest", better: "higher" },
    });
    onTestFinished(remove);
    const limits = parseLimits(["largest=2.5"]);
    expect(limitViolations([printed("nut", { largest: 2.6 })], limits)).toEqual([]);
    expect(limitViolations([printed("nut", { largest: 2.4 })], limits)).toEqual([
      "nut: largest 2.4000 at theta is below 2.5",
    ]);
  });

  it.each([
    ["pauroc", /expected a fraction or per cent/],
    ["pauroc=", /expected a fraction or per cent/],
    ["pauroc=70", /0\.7 or 70%/],
    ["pauroc=101%", /0\.7 or 70%/],
    ["pauroc=-0.1", /fraction/],
    ["pauroc=+2%", /fraction/],
    ["pauroc=NaN", /fraction/],
    ["pauroc=0.5=0.6", /fraction/],
    ["loss=70%", /expected a number \(loss\)/],
    ["loss=low", /expected a number \(loss\)/],
    ["pauc=0.5", /unknown metric in --limit "pauc"; did you mean "pauroc"/],
    ["", /unknown metric/],
    ["escapes=-2%", /fraction/],
    ["escapes=++2%", /or \+2% above the rate at rest/],
    ["pauroc=0.5,pauroc=0.6", /pauroc is limited twice/],
  ])("refuses %j", (text, message) => {
    expect(() => parseLimits([text])).toThrow(message);
    expect(() => parseLimits([text])).toThrow(/--limit/);
  });

  it("is asked of every object, each at its worst printed value", () => {
    const limits = parseLimits(["pauroc=0.6,loss=0.1"]);
    expect(limitViolations([printed("nut"), printed("gear")], limits)).toEqual([]);
    const sets = [
      printed("nut", { pauroc: 0.59 }, "theta=0"),
      printed("nut", { pauroc: 0.41, loss: 0.2 }, "theta=30"),
      printed("gear", { loss: 0.3 }, "theta=0"),
    ];
    expect(limitViolations(sets, limits)).toEqual([
      "nut: pauroc 0.4100 at theta=30 is below 0.6",
      "nut: loss 0.2000 at theta=30 is above 0.1",
      "gear: loss 0.3000 at theta=0 is above 0.1",
    ]);
  });

  it("says all digits of a value that rounding would make equal to its limit", () => {
    expect(limitViolations([printed("nut", { pauroc: 0.59999 })], parseLimits(["pauroc=60%"]))).toEqual([
      "nut: pauroc 0.59999 at theta is below 0.6",
    ]);
  });

  it("does not hold for what is undefined", () => {
    const undefinedSet = printed("nut", { pauroc: null }, "theta", { pauroc: "no anomalous pixel" });
    expect(limitViolations([printed("nut"), undefinedSet], parseLimits(["pauroc=0"]))).toEqual([
      "nut: pauroc is undefined at theta (no anomalous pixel), limit 0",
    ]);
  });

  it("does not hold for a value that has a note: data are too few for it", () => {
    const { metrics, ...place } = printed("nut");
    const noted = { ...place, metrics: { ...metrics, notes: { ap: "not resolved" } } };
    expect(limitViolations([noted], parseLimits(["ap=0.1,pauroc=0.5"]))).toEqual([
      "nut: ap cannot be judged at theta (not resolved), limit 0.1",
    ]);
  });
});

describe("limits on rates of decisions", () => {
  const counted = (k: number, n: number): Count => ({ k, n, low: null, high: null });
  const counts = (escaped: number, rejected: number): DecisionCounts => ({
    ...{ escapes: counted(escaped, 50), falseRejects: counted(rejected, 20) },
  });
  const decisions = {
    object: "nut",
    atRest: counts(0, 1),
    sweeps: [{ shift: "theta", points: [{ value: 10, ...counts(1, 1) }] }],
    typical: { theta: counts(1, 1) },
    common: {},
    worst: { theta: counts(3, 2) },
  } as const satisfies Partial<ObjectDecisions>;
  const printedAll = printedRates([decisions as unknown as ObjectDecisions]);

  it("need an operating point", () => {
    const limit = parseLimits(["escapes=2%"]);
    expect(() => checkedLimits({ limit })).toThrow(
      /escapes.*needs an operating point.*expected one of pauroc/,
    );
    expect(checkedLimits({ limit }, { rates: true })).toEqual({ limits: limit, onRegression: false });
  });

  it("hold for the share of an object's parts wherever it is printed", () => {
    expect(limitViolations(printedAll, parseLimits(["escapes=6%,false-rejects=10%"]))).toEqual([]);
    expect(limitViolations(printedAll, parseLimits(["escapes=2%,false-rejects=5%"]))).toEqual([
      "nut: escapes 0.0600 at worst theta is above 0.02",
      "nut: false-rejects 0.1000 at worst theta is above 0.05",
    ]);
  });

  it("hold above the rate at rest where they are relative, of the same object", () => {
    expect(limitViolations(printedAll, parseLimits(["escapes=+6%,false-rejects=+5%"]))).toEqual([]);
    expect(limitViolations(printedAll, parseLimits(["escapes=+2%", "false-rejects=+4%"]))).toEqual([
      "nut: escapes 0.0600 at worst theta is above 0.02 (0 at rest, and 0.02)",
      "nut: false-rejects 0.1000 at worst theta is above 0.09 (0.05 at rest, and 0.04)",
    ]);
  });

  it("do not hold where there is no such part", () => {
    const none = { ...decisions, atRest: { escapes: counted(0, 0), falseRejects: counted(0, 9) } };
    expect(
      limitViolations(printedRates([none as unknown as ObjectDecisions]), parseLimits(["escapes=100%"])),
    ).toEqual(["nut: escapes is undefined at rest (no defective part), limit 1"]);
  });
});

describe("--fail-on", () => {
  const parse = (text: string): unknown => limitFlags.failOn.parse(text);

  it("takes what a bound or sweep can tell, beside a limit or a baseline", () => {
    expect(parse("reject")).toBe("reject");
    expect(() => checkedLimits({ failOn: "reject" })).toThrow(/missing --limit/);
    const limit = parseLimits(["ap=0.1"]);
    expect(checkedLimits({ failOn: "reject", limit })).toEqual({ limits: limit, onRegression: false });
    expect(() => checkedLimits({ failOn: "regression", limit })).toThrow(/missing --baseline/);
    expect(checkedLimits({ failOn: "regression", baseline: "runs/a" })).toEqual({
      ...{ limits: [], onRegression: true },
    });
    expect(checkedLimits({})).toEqual({ limits: [], onRegression: false });
  });

  it("ends with 3 where a limit is violated or the run is worse than its baseline, and says why", () => {
    const comparison = { regressions: ["nut: worse"] };
    const limits = parseLimits(["pauroc=0.7"]);
    const codeOf = (...[gates, summary]: [Gates, Parameters<typeof codeWithin>[2]]): unknown[] => {
      const said: string[] = [];
      return [codeWithin(gates, [printed("nut")], summary, (line) => said.push(line)), ...said];
    };
    expect(codeOf({ limits: [], onRegression: false }, { comparison })).toEqual([0]);
    expect(codeOf({ limits: [], onRegression: true }, { comparison: { regressions: [] } })).toEqual([0]);
    expect(codeOf({ limits, onRegression: true }, { comparison })).toEqual([
      3,
      "--limit: nut: pauroc 0.6000 at theta is below 0.7",
      "--fail-on regression: nut: worse",
    ]);
  });

  it.each([
    ["not-accepted", /needs a verdict of accept/],
    ["rejct", /unknown --fail-on "rejct"; did you mean "reject"/],
  ])("refuses %s", (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});
