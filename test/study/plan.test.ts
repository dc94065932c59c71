// Plans: an item's key is its identity, so studies share what they have in common and nothing else.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import { PAPER_RANGES, SHIFT_NAMES } from "../../src/core/shift.ts";
import { allCombinations } from "../../src/study/combination.ts";
import type { StudyConfig } from "../../src/study/config.ts";
import { experimentName, experimentsOf, type PlanContext, planStudy } from "../../src/study/plan.ts";
import { CONFIG, CONTEXT, memorySample } from "../support/study.ts";

const SAMPLES = [
  memorySample("nut", "crack", 0),
  memorySample("nut", "crack", 1),
  memorySample("nut", "good", 0),
  memorySample("gear", "crack", 0),
];

const keysOf = (config: StudyConfig = CONFIG, samples = SAMPLES, context: PlanContext = CONTEXT): string[] =>
  planStudy(config, samples, context).map(({ key }) => key);

/** One item's key with something changed. */
const keyOf = (config: Partial<StudyConfig> = {}, context: Partial<PlanContext> = {}): string => {
  const only = { ...CONFIG, sweeps: [], combinations: [["theta" as const]], ...config };
  return present(keysOf(only, SAMPLES.slice(0, 1), { ...CONTEXT, ...context }).at(-1), "key");
};

describe("a plan", () => {
  it("goes sample by sample, the unshifted picture first, then sweeps, then searches", () => {
    const plan = planStudy(CONFIG, SAMPLES, CONTEXT);
    expect(plan.map(({ experiment }) => experimentName(experiment)).slice(0, 4)).toEqual([
      "original",
      "sweep hue",
      "bound theta",
      "bound theta+hue+saturation",
    ]);
    expect(plan.map(({ sample }) => sample)).toEqual(SAMPLES.flatMap((sample) => Array(4).fill(sample)));
  });

  it("has a key of its own for every item", () => {
    const all = { ...CONFIG, combinations: allCombinations() };
    const keys = keysOf(all);
    expect(keys).toHaveLength(SAMPLES.length * (2 + 7));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.every((key) => /^[0-9a-f]{40}$/.test(key))).toBe(true);
  });

  it("gives a part of the samples the keys they have in the whole", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(SAMPLES), (part) => {
        expect(keysOf()).toEqual(expect.arrayContaining(keysOf(CONFIG, part)));
      }),
    );
  });

  it("gives a part of the searches the keys they have in the whole, in whatever order shifts are named", () => {
    const combinations = fc.array(fc.shuffledSubarray([...SHIFT_NAMES], { minLength: 1 }), { maxLength: 8 });
    const whole = keysOf({ ...CONFIG, combinations: allCombinations() });
    fc.assert(
      fc.property(combinations, (chosen) => {
        const keys = keysOf({ ...CONFIG, combinations: chosen });
        expect(whole).toEqual(expect.arrayContaining(keys));
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  it("refuses a combination of no shifts", () => {
    expect(() => experimentsOf({ ...CONFIG, combinations: [[]] })).toThrow(/combination without shifts/);
  });

  it("refuses two sweeps of one shift, which no summary could tell apart", () => {
    const sweeps = [
      { shift: "hue", values: [0] },
      { shift: "hue", values: [0, 1] },
    ] as const;
    expect(() => experimentsOf({ ...CONFIG, sweeps })).toThrow(/two sweeps of hue/);
  });
});

describe("a key", () => {
  const smaller = { ...PAPER_RANGES, theta: [-10, 10] } as const;

  it.each([
    ["the search's seed", keyOf({ seed: 6 })],
    ["its budget", keyOf({ budget: 4 })],
    ["its strategy", keyOf({ strategy: "grid" })],
    ["its shifts", keyOf({ combinations: [["hue"]] })],
    ["the model", keyOf({}, { modelDigest: "4567" })],
    ["the kind of data", keyOf({}, { datasetKind: "folder" })],
    ["the class name", keyOf({}, { className: () => "metal nut" })],
    ["what the sample's files hold", keyOf({}, { sampleDigest: () => "other content" })],
    ["the ranges", keyOf({}, { spec: { ...CONTEXT.spec, ranges: smaller } })],
  ])("changes with %s", (_, key) => {
    expect(key).not.toBe(keyOf());
  });

  it.each([
    ["the number of samples", keyOf({ samplesPerObject: 3 })],
    ["the study's other experiments", keyOf({ sweeps: CONFIG.sweeps })],
    [
      "the order of a setting's fields",
      keyOf({}, { spec: { ranges: PAPER_RANGES, aspect: "squash", preset: "paper" } }),
    ],
  ])("does not depend on %s", (_, key) => {
    expect(key).toBe(keyOf());
  });

  it("of the unshifted picture is shared by all searches", () => {
    const [one, other] = [
      { ...CONFIG, seed: 9 },
      { ...CONFIG, budget: 50, strategy: "grid" },
    ].map((config) => keysOf(config));
    expect(one?.[0]).toBe(other?.[0]);
    expect(one?.[1]).toBe(other?.[1]);
    expect(one?.[2]).not.toBe(other?.[2]);
  });
});
