// Amounts as the page shows and takes them.

import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import { type BoxedShift, fullBox, SEVERITIES } from "../../src/core/shift.ts";
import { amountOf, numberShown, pointWords, unitShown } from "../../src/explore/amounts.ts";
import { shiftFacts } from "../../src/shift/registry.ts";
import { snapped, stepOf } from "../../web/playground/steps.ts";

const FACTS = shiftFacts();

function boxed(name: string): BoxedShift {
  return present(
    fullBox(FACTS).find(({ facts }) => facts.name === name),
    name,
  );
}

describe("an amount on the page", () => {
  it.each(FACTS.map((facts) => [facts.name, facts] as const))(
    "of %s comes back from its number",
    (_, facts) => {
      for (const severity of SEVERITIES) {
        const [, amount] = facts.severities[severity];
        const [least, most] = facts.range;
        expect(Math.abs(amountOf(facts, numberShown(facts, amount)) - amount)).toBeLessThan(
          (most - least) / 1000,
        );
      }
    },
  );

  it.each([
    ["theta", 10, 10, "°"],
    ["hue", Math.PI / 2, 90, "°"],
    ["colour-temperature", 1e6 / 4000 - 1e6 / 6504, 4000, "K"],
    ["jpeg", 25, 75, "q"],
    ["translate-x", 0.03, 3, "%"],
    ["exposure", -0.5, -0.5, "stops"],
    ["noise", 0.01, 0.01, ""],
  ])("of %s at %d is shown as %d %s", (name, amount, shown, unit) => {
    const { facts } = boxed(name);
    expect([numberShown(facts, amount), unitShown(facts)]).toEqual([shown, unit]);
    expect(amountOf(facts, shown)).toBeCloseTo(amount, 9);
  });

  it("says a point in its units", () => {
    expect(pointWords({ theta: -4.5, "motion-x": 1.5, jpeg: 25 }, FACTS)).toMatch(
      /^θ −4.5°, \S+ 1.5%, \S+ q75$/,
    );
  });
});

describe("a slider", () => {
  it("moves in round steps of the unit that is shown", () => {
    expect(stepOf(boxed("theta"))).toBe(0.5);
    expect(stepOf(boxed("hue"))).toBeCloseTo(Math.PI / 180, 12);
    expect(stepOf(boxed("jpeg"))).toBe(1);
    expect(stepOf(boxed("translate-x"))).toBeCloseTo(0.001, 12);
  });

  it("stays in its range and on whole numbers", () => {
    expect(snapped(24.6, boxed("jpeg"), false)).toBe(25);
    expect(snapped(-3, boxed("defocus"), true)).toBe(0);
    expect(snapped(10.26, boxed("theta"), true)).toBe(10.5);
    expect(snapped(10.26, boxed("theta"), false)).toBe(10.26);
  });
});
