// How amounts of the light are written and shown; and of every shift, that what is shown can be written.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/core/errors.ts";
import type { ShiftFacts } from "../../src/core/shift.ts";
import { amountShown, parseAmount, shownAmount, shownUnit } from "../../src/core/shift-amount.ts";
import { parsePoint, parseShiftBox } from "../../src/core/shift-grammar.ts";
import { columnsOfShifts } from "../../src/results/shift-columns.ts";
import { shiftFacts } from "../../src/shift/registry.ts";

const KNOWN = shiftFacts();

/** Both ends of the range that a text says. */
function rangeOf(text: string): readonly number[] {
  return parseShiftBox([text], "--shift", KNOWN).flatMap(({ range }) => [...range]);
}

/** How the amount of a point is shown again. */
function shownOf(text: string): string[] {
  const point = parsePoint([text], "--at", KNOWN);
  return KNOWN.flatMap((facts) => {
    const amount = point[facts.name];
    return amount === undefined ? [] : [shownAmount(facts, amount)];
  });
}

describe("amounts of the light", () => {
  it.each([
    ["colour-temperature=4000K..6504K", [0, 96.25]],
    ["colour-temperature=6504K..4000K", [0, 96.25]],
    ["colour-temperature=3000K..8000K", [-28.75, 179.58]],
    ["colour-temperature=40mired", [-40, 40]],
    ["colour-temperature=severe", [-60, 220]],
    ["exposure=0.5ev", [-0.5, 0.5]],
    ["exposure=-1..0.3stops", [-1, 0.3]],
    ["vignette=30%", [0, 0.3]],
    ["light-gradient-x=15%", [-0.15, 0.15]],
  ])("%s", (text, range) => {
    for (const [index, end] of rangeOf(text).entries())
      expect(end).toBeCloseTo(range[index] ?? Number.NaN, 2);
  });

  it.each([
    ["colour-temperature=4000K", "4000 K"],
    ["colour-temperature=0", "6504 K"],
    ["colour-temperature=-53.75", "10000 K"],
    ["exposure=-0.5", "−0.5 stops"],
    ["vignette=0.3", "30%"],
    ["gamma=0.2", "0.2"],
  ])("%s is shown as %s", (text, shown) => {
    expect(shownOf(text)).toEqual([shown]);
  });

  it.each([
    "colour-temperature=0K",
    "colour-temperature=2000K",
    "colour-temperature=4000K..0",
    "exposure=1K",
  ])("refuses %s", (text) => {
    expect(() => rangeOf(text)).toThrow(UsageError);
  });

  it("says how to write what lies on the other side of 0 alone", () => {
    expect(() => rangeOf("colour-temperature=8000K")).toThrow(/LOW\.\.HIGH such as -28\.7515\.\.0/);
  });
});

it("names columns by all words of a unit", () => {
  const facts = KNOWN.filter(({ name }) => name === "gamma");
  expect(columnsOfShifts(facts, []).map(({ low }) => low)).toEqual(["gamma_low_log2_of_the_exponent"]);
});

/** Shifts that are shown in a unit and may be written in one. */
const BOTH = KNOWN.filter(
  ({ shownIn, writtenUnits }) => shownIn !== undefined && Object.keys(writtenUnits).length > 0,
);

/** The amounts that a number says in each of a shift's units. */
function readings(facts: ShiftFacts, written: number): number[] {
  const refusal = (why: string): UsageError => new UsageError(why);
  return Object.entries(facts.writtenUnits).map(([unit, { before }]) => {
    const text = before === true ? `${unit}${written}` : `${written}${unit}`;
    return parseAmount(facts, text, refusal).value;
  });
}

describe.each(BOTH)("$name as it is shown", (facts) => {
  it("is an amount in a unit that it may be written in", () => {
    const [low, high] = facts.range;
    const { before = "", sign } = shownUnit(facts);
    expect(before + sign).not.toBe("");
    fc.assert(
      fc.property(fc.double({ min: low, max: high, noNaN: true }), (amount) => {
        const off = readings(facts, amountShown(facts, amount)).map((value) => Math.abs(value - amount));
        expect(Math.min(...off)).toBeLessThan(1e-9 * (high - low));
      }),
    );
  });
});
