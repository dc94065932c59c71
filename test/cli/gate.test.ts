// --fail-below: what it takes, and what violates it.

import { describe, expect, it } from "vitest";
import { gateViolations, parseGates } from "../../src/cli/gate.ts";
import { NASTY, SUMMARY } from "../support/summary.ts";

describe("--fail-below", () => {
  it("takes metrics with fractions", () => {
    expect(parseGates("pauroc=0.7, f1max=0")).toEqual([
      { metric: "pauroc", least: 0.7 },
      { metric: "f1max", least: 0 },
    ]);
  });

  it.each(["pauroc", "pauroc=", "pauroc=70", "pauroc=NaN", "pauroc=0.5=0.6", "pauc=0.5", ""])(
    "refuses %j",
    (text) => {
      expect(() => parseGates(text)).toThrow(/--fail-below/);
    },
  );

  it("asks it of every object, not of the mean", () => {
    expect(gateViolations(SUMMARY, "theta", parseGates("pauroc=0.4"))).toEqual([
      `${NASTY}: pauroc 0.2000 is below 0.4`,
    ]);
    expect(gateViolations(SUMMARY, "theta", parseGates("pauroc=0.2"))).toEqual([]);
  });

  it("does not pass what is undefined", () => {
    expect(gateViolations(SUMMARY, "hue", parseGates("pauroc=0"))).toHaveLength(2);
  });
});
