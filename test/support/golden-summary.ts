// A finished run for the figures' goldens: every value differs from every other, one object rises under a shift, worst
// angles lie on edges of bins, and the ranges are not symmetric.

import { fullBox, rangesOf, type ShiftPoint } from "../../src/core/shift.ts";
import { metricFacts } from "../../src/metrics/registry.ts";
import type { Reproduction } from "../../src/results/reproduction.ts";
import type {
  Answer,
  BoundIntervals,
  Bounds,
  Controls,
  Intervals,
  MetricIntervals,
  MetricSet,
  RunSummary,
  SampleSummary,
  SearchOutcome,
  SweepSummary,
} from "../../src/results/schema.ts";
import { shiftFacts } from "../../src/shift/registry.ts";

const ALL = "theta+hue+saturation";
const COMBINATIONS = ["theta", "hue", ALL];

const metrics = (pauroc: number, aupro: number, f1max: number): MetricSet => ({
  values: { pauroc, aupro, f1max, ap: f1max / 2, imageAuroc: pauroc, loss: 0.5 - pauroc },
});

const value = ({ values }: MetricSet, name: string): number => values[name] ?? 0;

/** Object → its original and its worst found per combination; the last combination raises the cap. */
const OBJECTS: Readonly<Record<string, readonly [MetricSet, Readonly<Record<string, MetricSet>>]>> = {
  gear: [
    metrics(0.97, 0.91, 0.62),
    {
      ...{ theta: metrics(0.88, 0.7, 0.41), hue: metrics(0.93, 0.8, 0.5) },
      [ALL]: metrics(0.52, 0.21, 0.13),
    },
  ],
  cap: [
    metrics(0.81, 0.66, 0.3),
    {
      ...{ theta: metrics(0.8, 0.64, 0.29), hue: metrics(0.85, 0.71, 0.37) },
      [ALL]: metrics(0.84, 0.68, 0.33),
    },
  ],
};

const shifted = (set: MetricSet, by: number): MetricSet =>
  metrics(value(set, "pauroc") + by, value(set, "aupro") + by, value(set, "f1max") + by);

const averaged = (sets: readonly MetricSet[]): MetricSet => {
  const mean = (name: string): number => sets.reduce((sum, set) => sum + value(set, name), 0) / sets.length;
  return metrics(mean("pauroc"), mean("aupro"), mean("f1max"));
};

const boundsOf = (original: MetricSet, bounds: Readonly<Record<string, MetricSet>>): Bounds<MetricSet> => {
  const lowered = (by: number): Record<string, MetricSet> =>
    Object.fromEntries(Object.entries(bounds).map(([name, set]) => [name, shifted(set, -by)]));
  return { original, bounds, nested: lowered(0.01), objectBounds: lowered(0.02) };
};

const NONE: MetricIntervals = { pauroc: null, aupro: null, f1max: null, loss: null };

/** No interval: a handful of pictures. */
const few = (pictures: number, picturesNeeded: number | null): Intervals => {
  const bound: BoundIntervals = { values: NONE, change: NONE };
  const each = Object.fromEntries(COMBINATIONS.map((name) => [name, bound]));
  const none = { reason: "too few pictures with a defect", pictures, picturesNeeded } as const;
  return { original: NONE, bounds: each, nested: each, objectBounds: each, none };
};

/** What resampling and corners cost, and a map that is the same everywhere. */
const controlsOf = (lost: number): Controls => ({
  ideal: metrics(1 - lost, 1 - 2 * lost, 1 - 3 * lost),
  constant: metrics(0.5, 0.04, 0.06),
});

const CONTROLS: Readonly<Record<string, Controls>> = { theta: controlsOf(0.01), [ALL]: controlsOf(0.02) };

const sweepsOf = (original: MetricSet): SweepSummary[] => [
  {
    shift: "theta",
    points: [-10, 0, 10, 20].map((amount) => ({
      ...{ value: amount, metrics: shifted(original, -Math.abs(amount) / 100) },
      controls: controlsOf(Math.abs(amount) / 1000),
    })),
  },
  {
    shift: "hue",
    points: [-1, 0, 1].map((amount) => ({ value: amount, metrics: shifted(original, amount / 50) })),
  },
];

const searched = (point: ShiftPoint, pauroc: number): SearchOutcome => ({
  ...{ point, loss: 0.1, pauroc, imageScore: 0.5 },
  ...{ evaluations: 40, steps: 20, units: 80, headroom: 0 },
  flags: {
    ...{ zeroGradient: false, notFinite: false, valuesBeatGradient: null },
    ...{ atBorder: point["theta"] === 20, stillImproving: false, draftsRefused: null },
  },
});

const sample = (
  object: string,
  number: number,
  [from, to]: readonly [number, number],
  thetas: readonly [number, number],
): SampleSummary => {
  const chosen = (point: ShiftPoint, pauroc: number): SampleSummary["nested"][string] => ({
    ...{ point, loss: 0.1, pauroc, imageScore: 0.5, from: "theta" },
  });
  const at = { theta: thetas[0] };
  const each = (pauroc: number): SampleSummary["nested"] =>
    Object.fromEntries(COMBINATIONS.map((name) => [name, chosen(at, pauroc)]));
  return {
    ...{ object, sample: `${object}/test/crack/00${number}.png`, defect: "crack", anomalous: true },
    original: { point: {}, loss: -0.2, pauroc: from, imageScore: 0.7 },
    bounds: {
      theta: searched({ theta: thetas[0] }, (from + to) / 2),
      hue: searched({ hue: 0 }, from - 0.02),
      [ALL]: searched({ theta: thetas[1], hue: 0, saturation: 0 }, to),
    },
    ...{ nested: each(to - 0.01), objectLevel: each(to - 0.03) },
  };
};

/** What a question that the report does not know answers: a chart of every kind. */
export const ANSWER: Answer = {
  question: "made-up",
  title: "How much is too much?",
  charts: [
    {
      ...{ kind: "table", title: "Too much per object" },
      columns: [
        { label: "object", unit: "" },
        { label: "too much", unit: "mm/s" },
        { label: "escapes", unit: "fraction" },
      ],
      rows: [
        ["gear", 12.5, 0.125],
        ["cap", null, 0],
      ],
    },
    {
      ...{ kind: "curve", title: "Escapes over speed" },
      x: { label: "speed", unit: "mm/s" },
      y: { label: "escapes", unit: "fraction" },
      series: [
        {
          name: "gear",
          points: [
            { x: 0, y: 0.02, low: 0.01, high: 0.05 },
            { x: 10, y: 0.1, low: 0.06, high: 0.2 },
            { x: 20, y: 0.45, low: 0.3, high: 0.6 },
          ],
        },
        {
          name: "cap",
          points: [
            { x: 0, y: 0 },
            { x: 10, y: null },
            { x: 20, y: 0.4 },
          ],
        },
      ],
    },
    {
      ...{ kind: "bars", title: "Change of the score" },
      y: { label: "change", unit: "" },
      bars: [
        { name: "gear", value: 0.8, low: 0.5, high: 1.25 },
        { name: "cap", value: -0.3 },
        { name: "none", value: null },
      ],
    },
    {
      ...{ kind: "histogram", title: "Scores of good parts" },
      x: { label: "score", unit: "" },
      edges: [0, 0.25, 0.5, 0.75, 1],
      counts: [7, 2, 0, 1],
    },
    {
      ...{ kind: "pictures", title: "Hardest parts" },
      pictures: [
        { caption: "gear <1>", file: "answers/1.png" },
        { caption: "cap 2", file: "answers/2.png" },
      ],
    },
  ],
};

const entries = Object.entries(OBJECTS);
const originals = entries.map(([, [original]]) => original);
const meanBounds = Object.fromEntries(
  COMBINATIONS.map((name) => [name, averaged(entries.flatMap(([, [, bounds]]) => bounds[name] ?? []))]),
);

export const GOLDEN_SUMMARY: RunSummary = {
  schema: 3,
  provenance: {
    version: "0.1.0",
    dataset: { kind: "mvtec", objects: ["gear", "cap"], digest: "d".repeat(64) },
    detector: {
      ...{ name: "tiny", digest: "e".repeat(64), source: "winclip", options: {} },
      ...{ aspect: "squash", size: 64 },
    },
    ...{ device: "cpu", seed: 7, strategy: "adam-restarts", budget: 20, samplesPerObject: null },
    ...{ criterion: "pauroc", ignores: false },
    ranges: { theta: [-10, 20], hue: [-Math.PI / 2, Math.PI / 2], saturation: [0, 0.25] },
    ...{ preset: "paper", plan: "f".repeat(64) },
  },
  ...{ shifts: shiftFacts(), metrics: metricFacts(), answers: [ANSWER] },
  combinations: COMBINATIONS,
  bootstrap: { resamples: 1000, level: 0.95, seed: 7 },
  objects: entries.map(([object, [original, bounds]]) => ({
    ...{ object, className: object, samples: 4, anomalousSamples: 2 },
    ...boundsOf(original, bounds),
    objectSearches: Object.fromEntries(
      COMBINATIONS.map((name) => [name, { candidates: 12, moved: 1, sweeps: 2 }]),
    ),
    ...{ identity: shifted(original, -0.001), controls: CONTROLS, sweeps: sweepsOf(original) },
    intervals: few(2, object === "gear" ? 140 : null),
  })),
  mean: {
    ...boundsOf(averaged(originals), meanBounds),
    ...{ identity: shifted(averaged(originals), -0.001), controls: CONTROLS },
    sweeps: sweepsOf(averaged(originals)),
    intervals: few(2, null),
  },
  samples: [
    sample("gear", 1, [0.98, 0.4], [-10, 20]),
    sample("gear", 2, [0.95, 0.6], [0, 19.9]),
    sample("cap", 1, [0.8, 0.85], [2, 4]),
    sample("cap", 2, [0.7, 0.695], [6, 8]),
  ],
  gallery: [],
};

/** A run as one of these shifts over their full ranges. */
export function ofShifts(summary: RunSummary, names: readonly string[]): RunSummary {
  const shifts = shiftFacts().filter(({ name }) => names.includes(name));
  return {
    ...summary,
    shifts,
    provenance: { ...summary.provenance, ranges: rangesOf(fullBox(shifts)) },
  };
}

/** The same run as the one study of a reproduction. */
export const GOLDEN_REPRODUCTION: Reproduction = {
  schema: 3,
  version: "0.1.0",
  studies: [{ dataset: "mvtec", model: "ViT-B/16+", folder: "studies/mvtec", summary: GOLDEN_SUMMARY }],
  best: [],
  selections: [],
  strip: {
    ...{ dataset: "mvtec", model: "ViT-B/16+", object: "gear", sample: "gear/test/crack/001.png" },
    mask: "strip/mask.png",
    panels: [
      { shift: null, value: 0, pauroc: 0.98, picture: "strip/0.png", map: "strip/0.npy" },
      { shift: "theta", value: -60, pauroc: 0.71, picture: "strip/1.png", map: "strip/1.npy" },
      { shift: "hue", value: 1.5, pauroc: null, picture: "strip/2.png", map: "strip/2.npy" },
    ],
  },
  shortcuts: { samplesPerObject: null, budget: null },
};
