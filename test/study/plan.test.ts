// Plans: an item's key is its identity, so studies share what they have in common and nothing else; what is planned may
// depend on what is finished.

import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { InputError, present, UsageError } from "../../src/core/errors.ts";
import { rangesOf } from "../../src/core/shift.ts";
import type { ItemRecord } from "../../src/results/record.ts";
import { defineShift } from "../../src/shift/define.ts";
import { paperBox, SHIFTS } from "../../src/shift/registry.ts";
import { combinationsWithin } from "../../src/study/combination.ts";
import type { StudyConfig } from "../../src/study/config.ts";
import { type PlanContext, planRound, type WorkItem } from "../../src/study/plan.ts";
import { defineQuestion } from "../../src/study/questions/question.ts";
import { parseAsk, QUESTIONS } from "../../src/study/questions/registry.ts";
import { outcomeAt, recordOf } from "../support/records.ts";
import { ASK, CONFIG, configOf, memorySample, planContext, planOf } from "../support/study.ts";

const SAMPLES = [
  memorySample("nut", "crack", 0),
  memorySample("nut", "crack", 1),
  memorySample("nut", "good", 0),
  memorySample("gear", "crack", 0),
];

const NAMES = paperBox().map(({ facts }) => facts.name);
const ALL = combinationsWithin(NAMES);

const keysOf = (config: StudyConfig = CONFIG, samples = SAMPLES): string[] =>
  planOf(planContext(samples, config)).map(({ key }) => key);

/** One item's key with something changed. */
const keyOf = (
  ask: Parameters<typeof configOf>[0] = {},
  changes: Partial<StudyConfig> = {},
  context: Partial<PlanContext> = {},
  sample: Partial<PlanContext["samples"][number]> = {},
): string => {
  const config = configOf({ sweeps: [], combinations: [["theta"]], ...ask }, changes);
  const given = planContext(SAMPLES.slice(0, 1), config);
  const samples = given.samples.map((studied) => ({ ...studied, ...sample }));
  return present(planOf({ ...given, samples, ...context }).at(-1), "item").key;
};

const undo: (() => void)[] = [];
afterEach(() => {
  for (const each of undo.splice(0)) each();
});

describe("a plan", () => {
  it("goes sample by sample, the unshifted picture first, then sweeps, then searches", () => {
    const plan = planOf(planContext(SAMPLES));
    expect(plan.map(({ role }) => role).slice(0, 5)).toEqual([
      "original",
      "identity",
      "sweep hue",
      "bound theta",
      "bound theta+hue+saturation",
    ]);
    expect(plan.map(({ sample }) => sample)).toEqual(SAMPLES.flatMap((sample) => Array(5).fill(sample)));
  });

  it("evaluates the unshifted picture as the empty point, and every shift that is asked for at 0 beside it", () => {
    const [original, identity] = planOf(planContext(SAMPLES));
    expect(original?.experiment).toEqual({ kind: "points", points: [{}] });
    expect(identity?.experiment).toEqual({ kind: "points", points: [{ theta: 0, hue: 0, saturation: 0 }] });
    const still = planOf(planContext(SAMPLES, configOf({ combinations: [], sweeps: [] })));
    expect(still.map(({ role }) => role)).toEqual(SAMPLES.map(() => "original"));
  });

  it("says in every experiment where shifts act, unless it is the working size", () => {
    const own = planOf({ ...planContext(SAMPLES), acting: 1024 });
    expect(own.every(({ experiment }) => experiment.acting === 1024)).toBe(true);
    const working = planOf({ ...planContext(SAMPLES), acting: "working" });
    expect(working.map(({ key }) => key)).toEqual(keysOf());
    expect(own.map(({ key }) => key)).not.toEqual(keysOf());
  });

  it("depends on the study's seed where a shift draws at random, and nowhere else", () => {
    const swept = (shift: string, seed: number): string =>
      keyOf({ combinations: [], sweeps: [{ shift, values: [0, 0.05] }] }, {}, { seed });
    expect(swept("noise", 1)).not.toBe(swept("noise", 2));
    expect(swept("exposure", 1)).toBe(swept("exposure", 2));
  });

  it("has a key of its own for every item", () => {
    const keys = keysOf(configOf({ combinations: ALL }));
    expect(keys).toHaveLength(SAMPLES.length * (3 + 7));
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
    const combinations = fc.array(fc.shuffledSubarray(NAMES, { minLength: 1 }), { maxLength: 8 });
    const searches = (config: StudyConfig): string[] =>
      planOf(planContext(SAMPLES, config)).flatMap(({ key, experiment }) =>
        experiment.kind === "search" ? [key] : [],
      );
    const whole = searches(configOf({ combinations: ALL }));
    fc.assert(
      fc.property(combinations, (chosen) => {
        const keys = searches(configOf({ combinations: chosen }));
        expect(whole).toEqual(expect.arrayContaining(keys));
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  it("refuses a combination of no shifts, and two sweeps of one shift, which no summary could tell apart", () => {
    expect(() => keysOf(configOf({ combinations: [[]] }))).toThrow(/combination without shifts/);
    const sweeps = [
      { shift: "hue", values: [0] },
      { shift: "hue", values: [0, 1] },
    ] as const;
    expect(() => keysOf(configOf({ sweeps }))).toThrow(/two sweeps of hue/);
  });

  it("takes two questions that ask for the same as one, and refuses those that differ under one name", () => {
    const [original, sweep, bound] = CONFIG.asks;
    const asks = [...CONFIG.asks, present(bound, "bound"), present(original, "original")];
    expect(keysOf({ ...CONFIG, asks })).toEqual(keysOf());
    const other = { question: "bound", settings: { ...ASK, budget: 4 } };
    expect(() =>
      keysOf({ ...CONFIG, asks: [present(sweep, "sweep"), present(bound, "bound"), other] }),
    ).toThrow(new InputError("invalid study: two questions ask for a different bound theta of one sample"));
  });

  it("refuses what no question is named, what is none of its settings, and what is no strategy or criterion", () => {
    expect(() => parseAsk({ question: "swep", settings: {} })).toThrow(UsageError);
    expect(() => parseAsk({ question: "sweep", settings: { sweeps: [{ shift: "hue" }] } })).toThrow(
      /invalid settings of sweep: sweeps\.0\.values/,
    );
    expect(() => keysOf(configOf({ strategy: "gird" }))).toThrow(UsageError);
    expect(() => keysOf(configOf({ criterion: "los" }))).toThrow(UsageError);
    expect(() => keysOf(configOf({ combinations: [["tetha"]] }))).toThrow(UsageError);
  });
});

describe("a search that starts from others", () => {
  const config = configOf({ combinations: ALL, sweeps: [], strategy: "surrogate-simplex" });
  const context = planContext(SAMPLES.slice(0, 1), config);
  const rolesOf = (items: readonly WorkItem[]): string[] => items.map(({ role }) => role);
  const finish = (items: readonly WorkItem[]): Map<string, ItemRecord> =>
    new Map(
      items.map(({ key, experiment }, index) => [
        key,
        recordOf(key, { experiment, points: [outcomeAt({ theta: index }, index / 10)] }),
      ]),
    );

  it("is planned once the searches of all its subsets are finished, under a key that holds theirs", () => {
    const first = planOf(context);
    expect(rolesOf(first)).toEqual(["original", "identity", "bound theta", "bound hue", "bound saturation"]);
    const some = planRound(context, finish(first.slice(0, 4)));
    expect(rolesOf(some)).toEqual(
      [...rolesOf(first).slice(0, 4), "bound saturation", "bound theta+hue"].toSorted(
        (a, b) => ORDER.indexOf(a) - ORDER.indexOf(b),
      ),
    );
    const second = planRound(context, finish(first));
    expect(rolesOf(second)).toEqual(ORDER.slice(0, -1));
    const whole = planRound(context, finish(second));
    expect(rolesOf(whole)).toEqual(ORDER);
    const { experiment, known } = present(whole.at(-1), "whole");
    const searches = whole.slice(2, -1);
    expect(experiment).toMatchObject({ from: searches.map(({ key }) => key) });
    expect(known).toEqual([...finish(second).values()].slice(2).flatMap(({ points }) => points));
  });

  const ORDER = ["original", "identity", ...ALL.map((over) => `bound ${over.join("+")}`)];

  it("has another key where what it starts from has another", () => {
    const lastKey = (ranges: typeof ASK.ranges): string => {
      const given = planContext(SAMPLES.slice(0, 1), configOf({ ...pair, ranges }));
      return present(planRound(given, finish(planOf(given))).at(-1), "pair").key;
    };
    const pair = { combinations: [["theta"], ["theta", "hue"]], sweeps: [], strategy: "surrogate-simplex" };
    const alone = planContext(SAMPLES.slice(0, 1), configOf({ ...pair, combinations: [["theta", "hue"]] }));
    const full = rangesOf(paperBox());
    expect(lastKey(full)).not.toBe(planOf(alone).at(-1)?.key);
    expect(lastKey({ ...full, theta: [-10, 10] })).not.toBe(lastKey(full));
  });

  it("is what the published search is not: all its combinations are searched at once, from nothing", () => {
    for (const strategy of ["adam-restarts", "ensemble", "grid", "worst-of-k"]) {
      const plan = planOf(
        planContext(SAMPLES.slice(0, 1), configOf({ combinations: ALL, sweeps: [], strategy })),
      );
      expect(rolesOf(plan)).toEqual(ORDER);
      for (const { experiment } of plan)
        if (experiment.kind === "search") expect(experiment.from).toEqual([]);
    }
  });

  it("leaves its known points out once it is finished itself", () => {
    const second = planRound(context, finish(planOf(context)));
    const whole = planRound(context, finish(second));
    expect(planRound(context, finish(whole)).map(({ known }) => known)).toEqual(whole.map(() => []));
  });
});

describe("a key", () => {
  const smaller = { ...ASK.ranges, theta: [-10, 10] } as const;

  it.each([
    ["the search's seed", keyOf({}, { seed: 6 })],
    ["its budget", keyOf({ budget: 4 })],
    ["its strategy", keyOf({ strategy: "grid" })],
    ["its criterion", keyOf({ criterion: "loss" })],
    ["its shifts", keyOf({ combinations: [["hue"]] })],
    ["their ranges", keyOf({ ranges: smaller })],
    ["the preset", keyOf({}, { preset: "released-code" })],
    ["the detector", keyOf({}, {}, {}, { detector: "4567" })],
    ["the kind of data", keyOf({}, {}, { datasetKind: "folder" })],
    ["the class name", keyOf({}, {}, {}, { className: "metal nut" })],
    ["what the sample's files hold", keyOf({}, {}, {}, { content: "other content" })],
    ["the region that counts nowhere", keyOf({}, {}, {}, { region: "0".repeat(64) })],
  ])("changes with %s", (_, key) => {
    expect(key).not.toBe(keyOf());
  });

  it.each([
    ["the number of samples", keyOf({}, { samplesPerObject: 3 })],
    ["the study's other experiments", keyOf({ sweeps: ASK.sweeps })],
    ["ranges of shifts that are not searched", keyOf({ ranges: { ...ASK.ranges, hue: [0, 1] } })],
    ["a full range that is named or not", keyOf({ ranges: {} })],
  ])("does not depend on %s", (_, key) => {
    expect(key).toBe(keyOf());
  });

  it("does not change as shifts are registered", () => {
    const config = configOf({ combinations: ALL });
    const before = keysOf(config);
    const [first] = SHIFTS.all();
    undo.push(SHIFTS.register(defineShift({ ...present(first, "shift"), name: "later" })));
    expect(keysOf(config)).toEqual(before);
    expect(keyOf({ combinations: [["later"]] })).not.toBe(keyOf());
  });

  it("of the unshifted picture is shared by all searches", () => {
    const [one, other] = [configOf({}, { seed: 9 }), configOf({ budget: 50, strategy: "grid" })].map(
      (config) => keysOf(config),
    );
    expect(one?.slice(0, 3)).toEqual(other?.slice(0, 3));
    expect(one?.[3]).not.toBe(other?.[3]);
  });
});

describe("a question that is registered from outside", () => {
  it("is planned like any other, as far as its samples' records allow", () => {
    const settings = z.object({ angle: z.number().default(5).describe("the first angle") });
    undo.push(
      QUESTIONS.register(
        defineQuestion<z.output<typeof settings>>({
          ...{ name: "twice", summary: "Turn once, then as far again where that hurt", settings },
          ranges: ({ angle }) => ({ theta: [0, 2 * angle] }),
          plan: ({ angle }, { samples, record }) =>
            samples.flatMap(({ id: sample }) => {
              const once = { sample, role: "once", experiment: turned(angle) };
              const level = record(sample, "once")?.points[0]?.pauroc ?? 1;
              return level < 0.5 ? [once, { sample, role: "twice", experiment: turned(2 * angle) }] : [once];
            }),
          words: ({ angle }) => [`turned by ${angle}°`],
          answer: async () => [],
        }),
      ),
    );
    const config = { ...CONFIG, asks: [{ question: "twice", settings: {} }] };
    const context = planContext(SAMPLES.slice(0, 2), config);
    const first = planOf(context);
    expect(first.map(({ role, experiment }) => [role, experiment])).toEqual([
      ["once", turned(5)],
      ["once", turned(5)],
    ]);
    const records = new Map(
      first.map(({ key, experiment }, index) => [
        key,
        recordOf(key, { experiment, points: [outcomeAt({ theta: 5 }, index)] }),
      ]),
    );
    const second = planRound(context, records);
    expect(second.map(({ role }) => role)).toEqual(["once", "twice", "once"]);
  });
});

function turned(theta: number) {
  return { kind: "points", points: [{ theta }] } as const;
}
