// The one grammar of shifts: what is searched, how far, and at which point.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/core/errors.ts";
import { rangesOf, type ShiftRanges } from "../../src/core/shift.ts";
import {
  formatPoint,
  formatRanges,
  formatShiftBox,
  parsePoint,
  parseShiftBox,
  parseShifts,
  splitEntries,
} from "../../src/core/shift-grammar.ts";
import { shiftFacts } from "../../src/shift/registry.ts";

const KNOWN = shiftFacts();
const factsNamed = (name: string) => KNOWN.find((facts) => facts.name === name);

const box = (...texts: string[]): ReturnType<typeof parseShiftBox> => parseShiftBox(texts, "--shift", KNOWN);
const point = (...texts: string[]): ReturnType<typeof parsePoint> => parsePoint(texts, "--at", KNOWN);
const rangeOf = (text: string): readonly [number, number] | undefined => box(text)[0]?.range;
const degrees = (value: number): number => (value * Math.PI) / 180;

describe("--shift", () => {
  it.each([
    ["theta", [-90, 90]],
    ["hue", [-Math.PI, Math.PI]],
    ["saturation", [-0.5, 0.5]],
    ["theta=10", [-10, 10]],
    ["theta=0", [0, 0]],
    ["theta=90", [-90, 90]],
    ["theta=-3..12", [-3, 12]],
    ["theta=0..12", [0, 12]],
    ["theta=-12..0", [-12, 0]],
    ["theta = -3 .. 12", [-3, 12]],
    ["theta=+2.5", [-2.5, 2.5]],
    ["theta=1e1", [-10, 10]],
    ["theta=.5..5.", null],
    ["theta=10deg", [-10, 10]],
    ["theta=-3..12deg", [-3, 12]],
    ["theta=0.5rad", [-90 / Math.PI, 90 / Math.PI]],
    ["hue=0.5", [-0.5, 0.5]],
    ["hue=0.5rad", [-0.5, 0.5]],
    ["hue=90deg", [-Math.PI / 2, Math.PI / 2]],
    ["hue=180deg", [-Math.PI, Math.PI]],
    ["hue=0..90deg", [0, Math.PI / 2]],
    ["hue=-10deg..0.5rad", [degrees(-10), 0.5]],
    ["saturation=-.2..0.1", [-0.2, 0.1]],
    ["theta=mild", [-2, 2]],
    ["theta=moderate", [-10, 10]],
    ["theta=severe", [-30, 30]],
    ["hue=mild", [degrees(-5), degrees(5)]],
    ["hue=moderate", [degrees(-15), degrees(15)]],
    ["hue=severe", [-Math.PI, Math.PI]],
    ["saturation=mild", [-0.05, 0.05]],
    ["saturation=moderate", [-0.15, 0.15]],
    ["saturation=severe", [-0.5, 0.5]],
  ] as const)("%s", (text, range) => {
    if (range === null) expect(() => box(text)).toThrow(/contains 0/);
    else expect(rangeOf(text)).toEqual(range);
  });

  it("is one set over commas and repeated flags, in canonical order; what is not named is not in it", () => {
    const expected = [
      { facts: factsNamed("theta"), range: [-10, 10] },
      { facts: factsNamed("hue"), range: [-Math.PI, Math.PI] },
    ];
    expect(box("hue,theta=10")).toEqual(expected);
    expect(box("hue", "theta=10")).toEqual(expected);
    expect(rangesOf(box("theta=10"))).toEqual({ theta: [-10, 10] });
  });

  it("reads a normal distribution, which only a risk is drawn from", () => {
    expect(parseShifts(["theta=normal(0,3),hue=normal(1deg, 5deg),saturation"], "--shift", KNOWN)).toEqual([
      { facts: factsNamed("theta"), normal: { mean: 0, deviation: 3 } },
      { facts: factsNamed("hue"), normal: { mean: degrees(1), deviation: degrees(5) } },
      { facts: factsNamed("saturation"), range: [-0.5, 0.5] },
    ]);
    expect(() => box("theta=normal(0,3),hue")).toThrow(/^invalid --shift of theta: normal.* for risk alone/);
  });

  it.each([
    ["", /expected NAME/],
    [" , ", /expected NAME/],
    ["theta,", /expected NAME/],
    ["=10", /expected NAME/],
    ["theta=", /expected theta/],
    ["theta=..10", /expected theta/],
    ["theta=-3..", /expected theta/],
    ["theta=-3..0..3", /expected theta/],
    ["theta=-10", /positive amount/],
    ["theta=12..-3", /lower end first/],
    ["theta=5..12", /contains 0/],
    ["theta=-12..-5", /contains 0/],
    ["theta=91", /-90 to 90 degrees/],
    ["theta=-91..5", /-90 to 90 degrees/],
    ["hue=3.2", /-3\.1416 to 3\.1416 radians/],
    ["hue=181deg", /-3\.1416 to 3\.1416 radians/],
    ["saturation=0.51", /-0\.5 to 0\.5/],
    ["hue=90", /beyond ±2π.*90deg/],
    ["hue=-10..10deg", /beyond ±2π.*-10deg/],
    ["hue=-1..10deg", /unit on both ends/],
    ["theta=-0.1..5rad", /unit on both ends/],
    ["theta=NaN", /"NaN" is no amount of theta/],
    ["theta=Infinity", /"Infinity"/],
    ["theta=1e999", /"1e999"/],
    ["theta=0x10", /"0x10"/],
    ["theta=ten", /"ten".*deg or rad/],
    ["theta=10K", /"10K"/],
    ["saturation=5deg", /"5deg" is no amount of saturation/],
    ["theta=toString", /"toString"/],
    ["theta=5constructor", /"5constructor"/],
    ["theta,hue,theta=10", /"theta=10": theta is named twice/],
    ["theta=normal(0)", /MEAN,DEVIATION/],
    ["theta=normal(0,3,1)", /MEAN,DEVIATION/],
    ["theta=normal(0,0)", /above 0/],
    ["theta=normal(0,3", /no amount/],
    ["theta=uniform(0,3)", /unknown distribution "uniform"/],
    ["thet=10", /unknown shift "thet"; did you mean "theta"\?/],
    ["theta+hue", /unknown shift "theta\+hue"/],
    ["Hue", /did you mean "hue"/],
  ])("refuses %j", (text, message) => {
    expect(() => parseShifts([text], "--shift", KNOWN)).toThrow(message);
    expect(() => parseShifts([text], "--shift", KNOWN)).toThrow(UsageError);
  });

  it("refuses a name that two flags give", () => {
    expect(() => box("theta", "theta=10")).toThrow(/named twice/);
  });

  it("comes back from its own text", () => {
    const range = ([low, high]: readonly [number, number]): fc.Arbitrary<readonly [number, number]> => {
      const [down, up] = [fc.double({ min: low, max: 0 }), fc.double({ min: 0, max: high })];
      const lopsided = fc.tuple(down, up).filter((ends) => !ends.some(Number.isNaN));
      return fc
        .oneof(
          fc.constant([low, high] as const),
          lopsided,
          lopsided.map(([, end]) => [Math.max(low, 0 - end), end] as const),
        )
        .map(([from, to]) => [from + 0, to + 0] as const);
    };
    const boxed = KNOWN.map((facts) => range(facts.range).map((drawn) => ({ facts, range: drawn })));
    const boxes = fc
      .tuple(fc.tuple(...boxed), fc.subarray([...KNOWN.keys()], { minLength: 1 }))
      .map(([all, chosen]) => all.filter((_, index) => chosen.includes(index)));
    fc.assert(
      fc.property(boxes, (expected) => {
        expect(box(formatShiftBox(expected))).toEqual(expected);
      }),
    );
  });

  it("is written from recorded ranges, as numbers", () => {
    const ranges: ShiftRanges = { theta: [-3, 12], saturation: [0, 0.25] };
    expect(formatRanges(ranges)).toBe("theta=-3..12,saturation=0..0.25");
    expect(rangesOf(box(formatRanges(ranges)))).toEqual(ranges);
  });
});

describe("--at", () => {
  it("names shifts in canonical order, zeros included, and no other", () => {
    expect(Object.entries(point("hue=0.5,theta=-30"))).toEqual([
      ["theta", -30],
      ["hue", 0.5],
    ]);
    expect(point("saturation=0")).toEqual({ saturation: 0 });
    expect(point("hue=-0")).toEqual({ hue: 0 });
    expect(point("theta=1", "hue=2")).toEqual({ theta: 1, hue: 2 });
  });

  it.each([
    ["theta=0.5rad", { theta: 90 / Math.PI }],
    ["hue=90deg", { hue: Math.PI / 2 }],
    ["hue=4", { hue: 4 }],
    ["hue=-6.2", { hue: -6.2 }],
    ["hue=720deg", { hue: 4 * Math.PI }],
    ["saturation=-0.5", { saturation: -0.5 }],
  ])("%s", (text, expected) => {
    expect(point(text)).toEqual(expected);
  });

  it.each([
    ["", /expected NAME=VALUE/],
    ["theta", /missing value; expected theta=VALUE/],
    ["theta=", /no amount/],
    ["theta=-3..12", /"-3\.\.12" is no amount/],
    ["theta=mild", /"mild" is no amount/],
    ["theta=normal(0,3)", /no amount/],
    ["theta=120", /120.*-90 to 90 degrees/],
    ["saturation=0.7", /0\.7.*-0\.5 to 0\.5/],
    ["hue=90", /beyond ±2π.*90deg/],
    ["hue=NaN", /NaN/],
    ["hue=1e999", /1e999/],
    ["theta=1,theta=2", /named twice/],
    ["huw=1", /did you mean "hue"/],
  ])("refuses %j", (text, message) => {
    expect(() => point(text)).toThrow(message);
    expect(() => point(text)).toThrow(UsageError);
  });

  it("comes back from its own text, to the last digit", () => {
    const values = fc.record({
      theta: fc.double({ min: -90, max: 90, noNaN: true }),
      hue: fc.double({ min: -6, max: 6, noNaN: true }),
      saturation: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
    });
    const names = KNOWN.map(({ name }) => name);
    fc.assert(
      fc.property(values, fc.subarray(names, { minLength: 1 }), (given, shifts) => {
        const drawn: Readonly<Record<string, number>> = given;
        const expected = Object.fromEntries(shifts.map((shift) => [shift, (drawn[shift] ?? 0) + 0]));
        expect(point(formatPoint(expected))).toEqual(expected);
      }),
    );
  });
});

it("entries are the parts between commas, but for commas in parentheses, in one pass", () => {
  const byLookingBack = (text: string): string[] => text.split(/(?<!\([^)]*),/);
  const texts = fc.string({ unit: fc.constantFrom("a", ",", "(", ")", " "), maxLength: 30 });
  fc.assert(
    fc.property(texts, (text) => {
      expect(splitEntries(text)).toEqual(byLookingBack(text));
    }),
  );
  expect(splitEntries(",".repeat(1_000_000))).toHaveLength(1_000_001);
});
