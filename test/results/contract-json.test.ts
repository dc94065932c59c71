// What commands print with --json: the keys that scripts read, in their order, and nothing between them.

import { describe, expect, it } from "vitest";
import type { MetricFacts, MetricSet } from "../../src/core/metric-set.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import { boundJson, metricsJson, sweepJson } from "../../src/results/contract-json.ts";
import type { Intervals, MeanSummary, ObjectSummary, RunSummary } from "../../src/results/schema.ts";

const NAMES = ["pauroc", "aupro", "f1max", "ap", "imageAuroc", "loss"];
const UNSHOWN = ["ap", "imageAuroc"];
const METRICS = NAMES.map(
  (name): MetricFacts => ({
    ...{ name, title: name, unit: "fraction", decimals: 1, better: "higher" },
    shown: !UNSHOWN.includes(name),
  }),
);

/** All metrics at values around one. */
const setAt = (value: number, reasons?: Record<string, string>): MetricSet => ({
  values: Object.fromEntries(NAMES.map((name, index) => [name, value + index / 8])),
  ...(reasons === undefined ? {} : { reasons }),
});

/** The four numbers that version 0.1.0 printed. */
const four = (value: number): object => ({
  ...{ pauroc: value, aupro: value + 0.125, f1max: value + 0.25, loss: value + 0.625 },
});

const NO_INTERVALS: Intervals = { original: {}, bounds: {}, nested: {}, objectBounds: {} };

const MEAN: MeanSummary = {
  original: setAt(1),
  bounds: { theta: setAt(2), "theta+hue": setAt(3) },
  nested: { theta: setAt(4), "theta+hue": setAt(5) },
  objectBounds: { theta: setAt(6), "theta+hue": setAt(7) },
  identity: null,
  controls: {},
  sweeps: [
    { shift: "hue", points: [{ value: -1, metrics: setAt(8) }] },
    { shift: "theta", points: [{ value: 1, metrics: setAt(9) }] },
  ],
  intervals: NO_INTERVALS,
};

const OBJECT: ObjectSummary = {
  ...{ object: "nut", className: "nut", samples: 5, anomalousSamples: 4, objectSearches: {} },
  ...MEAN,
};

function summaryOf(changes: Partial<RunSummary> = {}): RunSummary {
  return {
    schema: 3,
    provenance: {
      version: "0",
      dataset: { kind: "demo", objects: ["nut"], digest: "" },
      detector: { name: "d", digest: "", source: "d", options: {}, aspect: "squash", size: 8 },
      ...{ device: "cpu", seed: 0, strategy: "s", budget: 1, criterion: "loss", samplesPerObject: null },
      ...{ ranges: { theta: [-10, 10], hue: [-1, 1] }, ignores: false, preset: "paper", plan: "" },
    },
    shifts: [],
    metrics: METRICS,
    combinations: ["theta", "theta+hue"],
    bootstrap: { resamples: 1, level: 0.95, seed: 0 },
    objects: [OBJECT],
    mean: MEAN,
    ...{ samples: [], gallery: [], answers: [] },
    ...changes,
  };
}

it("a set of metrics is flat, with the reasons for nulls beside them", () => {
  const reasons = { aupro: "no anomalous pixel" };
  const set: MetricSet = { values: { pauroc: 0.5, aupro: null }, reasons };
  expect(metricsJson(set)).toEqual({ pauroc: 0.5, aupro: null, reasons });
  expect(Object.keys(metricsJson(setAt(1)))).toEqual(NAMES);
  expect(metricsJson(setAt(1), METRICS.slice(0, 1))).toEqual({ pauroc: 1 });
});

describe("the document of bound", () => {
  const json = (changes?: Partial<RunSummary>): string =>
    JSON.stringify(boundJson(summaryOf(changes), "theta+hue"));

  it("has the keys of version 0.1.0 in their order, and the criterion", () => {
    const pair = { original: four(1), bound: four(3), nested: four(5), objectBound: four(7) };
    expect(json()).toBe(
      JSON.stringify({
        combinations: ["theta", "theta+hue"],
        objects: [{ object: "nut", samples: 5, ...pair }],
        mean: pair,
        ranges: { theta: [-10, 10], hue: [-1, 1] },
        criterion: "loss",
      }),
    );
  });

  it("has no nested bound of a single combination", () => {
    expect(json({ combinations: ["theta+hue"] })).not.toContain("nested");
  });

  it("adds the worst common value, and where an object's lamp stands, where a shared design was evaluated", () => {
    const common = (at: number, point: ShiftPoint | null): Partial<MeanSummary> => ({
      common: { "theta+hue": { point, metrics: setAt(at) } },
    });
    const changes = {
      objects: [{ ...OBJECT, ...common(10, { hue: 0.5 }) }],
      mean: { ...MEAN, ...common(11, null) },
    };
    expect(boundJson(summaryOf(changes), "theta+hue")).toMatchObject({
      objects: [{ bound: four(3), common: { point: { hue: 0.5 }, ...four(10) } }],
      mean: { common: four(11) },
    });
    expect(boundJson(summaryOf(changes), "theta")).not.toHaveProperty("mean.common");
  });

  it("adds what identity and controls do alone, where they were measured, and further answers", () => {
    const controls = { "theta+hue": { ideal: setAt(10), constant: setAt(11) } };
    const mean = { ...MEAN, identity: setAt(12), controls };
    const answers = [{ question: "q", title: "Q", charts: [] }];
    expect(boundJson(summaryOf({ mean, answers }), "theta+hue")).toMatchObject({
      mean: { bound: four(3), identity: four(12), controls: { ideal: four(10), constant: four(11) } },
      answers,
    });
  });
});

describe("the document of sweep", () => {
  it("has the keys of version 0.1.0 in their order", () => {
    const swept = {
      original: four(1),
      sweeps: [
        { shift: "hue", points: [{ value: -1, ...four(8) }] },
        { shift: "theta", points: [{ value: 1, ...four(9) }] },
      ],
    };
    expect(JSON.stringify(sweepJson(summaryOf()))).toBe(
      JSON.stringify({
        combinations: ["hue", "theta"],
        objects: [{ object: "nut", samples: 5, ...swept }],
        mean: swept,
        ranges: { theta: [-10, 10], hue: [-1, 1] },
      }),
    );
  });

  it("adds the worst of a sweep, for all pictures and for each", () => {
    const worst = { perPicture: setAt(10), common: { value: -1, metrics: setAt(11) } };
    const sweeps = [{ shift: "hue", points: [], worst }];
    expect(sweepJson(summaryOf({ mean: { ...MEAN, sweeps } }))).toMatchObject({
      mean: { sweeps: [{ shift: "hue", common: { value: -1, ...four(11) }, perPicture: four(10) }] },
    });
  });

  it("adds the controls of a value where there are some, and any metric that is shown", () => {
    const metrics = [...METRICS.slice(0, 1), { ...METRICS[1], name: "mine", shown: true } as MetricFacts];
    const mine = (value: number): MetricSet => ({ values: { ...setAt(value).values, mine: 0.25 } });
    const controls = { ideal: mine(2), constant: mine(3) };
    const sweeps = [{ shift: "theta", points: [{ value: 1, metrics: mine(1), controls }] }];
    expect(sweepJson(summaryOf({ metrics, mean: { ...MEAN, sweeps } }))).toMatchObject({
      mean: {
        sweeps: [
          {
            points: [
              {
                ...{ value: 1, pauroc: 1, mine: 0.25 },
                controls: { ideal: { pauroc: 2, mine: 0.25 }, constant: { pauroc: 3, mine: 0.25 } },
              },
            ],
          },
        ],
      },
    });
  });
});
