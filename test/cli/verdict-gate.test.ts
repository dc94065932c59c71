// --limit and --fail-on where there are verdicts: what they take, and which verdicts end with exit code 3.

import { describe, expect, it } from "vitest";
import {
  checkVerdictGate,
  rateLimitFlag,
  verdictCode,
  verdictFailOnFlag,
} from "../../src/cli/verdict-gate.ts";
import type { ObjectAcceptance, Verdict } from "../../src/results/acceptance.ts";

const objects = (verdicts: Readonly<Record<string, Verdict>>): ObjectAcceptance[] =>
  Object.entries(verdicts).map(([object, verdict]) => ({ object, verdict }) as ObjectAcceptance);

function codeOf(
  failOn: string | undefined,
  verdicts: Readonly<Record<string, Verdict>>,
  regressions: string[] = [],
): unknown[] {
  const said: string[] = [];
  const gate = verdictFailOnFlag.parse(failOn);
  const note = (line: string): number => said.push(line);
  return [verdictCode(gate, { objects: objects(verdicts) }, { comparison: { regressions } }, note), ...said];
}

describe("--limit of verdicts", () => {
  it("takes rates alone, in any number of flags", () => {
    const flag = rateLimitFlag("none");
    expect(flag.parse(["escapes=0.02", "false-rejects=+5%"])).toBe("escapes=2%,false-rejects=+5%");
    expect(flag.parse(undefined)).toBeUndefined();
    expect(() => flag.parse(["pauroc=70%"])).toThrow(/unknown rate in --limit "pauroc"/);
  });
});

describe("--fail-on of verdicts", () => {
  const VERDICTS = {
    gear: "accept",
    nut: "accept-within",
    screw: "reject",
    pill: "too-few-pictures",
  } as const;

  it("reject: where a verdict is reject", () => {
    expect(codeOf("reject", VERDICTS)).toEqual([3, "--fail-on reject: screw: reject"]);
    expect(codeOf("reject", { nut: "not-enough-search" })).toEqual([0]);
  });

  it("not-accepted: where a verdict is anything but accept", () => {
    expect(codeOf("not-accepted", VERDICTS)).toEqual([
      3,
      "--fail-on not-accepted: nut: accept-within",
      "--fail-on not-accepted: screw: reject",
      "--fail-on not-accepted: pill: too-few-pictures",
    ]);
    expect(codeOf("not-accepted", { gear: "accept" })).toEqual([0]);
  });

  it("regression: where the run is worse than its baseline, which must be there", () => {
    expect(codeOf("regression", { screw: "reject" })).toEqual([0]);
    expect(codeOf("regression", {}, ["gear: worse"])).toEqual([3, "--fail-on regression: gear: worse"]);
    expect(() => checkVerdictGate({ failOn: "regression" })).toThrow(/missing --baseline/);
    expect(checkVerdictGate({ failOn: "regression", baseline: "runs/a" })).toBeUndefined();
  });

  it("fails nothing where it is not given", () => {
    expect(codeOf(undefined, VERDICTS)).toEqual([0]);
    expect(() => verdictFailOnFlag.parse("not-acepted")).toThrow(/did you mean "not-accepted"/);
  });
});
