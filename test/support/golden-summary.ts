// A finished run for the figures' goldens: every value differs from every other, one object rises under a shift, worst
// angles lie on edges of bins, and the ranges are not symmetric.

import { IDENTITY, type ShiftPoint } from "../../src/core/shift.ts";
import type { Reproduction } from "../../src/results/reproduction.ts";
import type {
  Bounds,
  Intervals,
  MetricIntervals,
  MetricSet,
  RunSummary,
  SampleSummary,
  SearchOutcome,
  SweepSummary,
} from "../../src/results/schema.ts";

const ALL = "theta+hue+saturation";
const COMBINATIONS = ["theta", "hue", ALL];

const metrics = (pauroc: number, aupro: number, f1max: number): MetricSet => ({
  ...{ pauroc, aupro, f1max, ap: f1max / 2, imageAuroc: pauroc, loss: 0.5 - pauroc },
});

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

const shifted = ({ pauroc, aupro, f1max }: MetricSet, by: number): MetricSet =>
  metrics((pauroc ?? 0) + by, (aupro ?? 0) + by, (f1max ?? 0) + by);

const averaged = (sets: readonly MetricSet[]): MetricSet => {
  const mean = (key: "pauroc" | "aupro" | "f1max"): number =>
    sets.reduce((sum, set) => sum + (set[key] ?? 0), 0) / sets.length;
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
  const each = Object.fromEntries(COMBINATIONS.map((name) => [name, { ...NONE, change: NONE }]));
  const none = { reason: "too few pictures with a defect", pictures, picturesNeeded } as const;
  return { original: NONE, bounds: each, nested: each, objectBounds: each, none };
};

const sweepsOf = (original: MetricSet): SweepSummary[] => [
  {
    shift: "theta",
    points: [-10, 0, 10, 20].map((value) => ({ value, metrics: shifted(original, -Math.abs(value) / 100) })),
  },
  {
    shift: "hue",
    points: [-1, 0, 1].map((value) => ({ value, metrics: shifted(original, value / 50) })),
  },
];

const searched = (theta: number, pauroc: number): SearchOutcome => ({
  ...{ point: { ...IDENTITY, theta }, loss: 0.1, pauroc, imageScore: 0.5 },
  ...{ evaluations: 40, steps: 20, units: 80, headroom: 0 },
  flags: {
    ...{ zeroGradient: false, notFinite: false, valuesBeatGradient: null },
    ...{ atBorder: theta === 20, stillImproving: false, draftsRefused: null },
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
  const at = { ...IDENTITY, theta: thetas[0] };
  const each = (pauroc: number): SampleSummary["nested"] =>
    Object.fromEntries(COMBINATIONS.map((name) => [name, chosen(at, pauroc)]));
  return {
    ...{ object, sample: `${object}/test/crack/00${number}.png`, defect: "crack", anomalous: true },
    original: { point: IDENTITY, loss: -0.2, pauroc: from, imageScore: 0.7 },
    bounds: {
      theta: searched(thetas[0], (from + to) / 2),
      hue: searched(0, from - 0.02),
      [ALL]: searched(thetas[1], to),
    },
    ...{ nested: each(to - 0.01), objectLevel: each(to - 0.03) },
  };
};

const entries = Object.entries(OBJECTS);
const originals = entries.map(([, [original]]) => original);
const meanBounds = Object.fromEntries(
  COMBINATIONS.map((name) => [name, averaged(entries.flatMap(([, [, bounds]]) => bounds[name] ?? []))]),
);

export const GOLDEN_SUMMARY: RunSummary = {
  schema: 2,
  provenance: {
    version: "0.1.0",
    dataset: { kind: "mvtec", objects: ["gear", "cap"], digest: "d".repeat(64) },
    model: { name: "tiny", digest: "e".repeat(64), imageSize: 64 },
    ...{ device: "cpu", seed: 7, strategy: "adam-restarts", budget: 20, samplesPerObject: null },
    ranges: { theta: [-10, 20], hue: [-Math.PI / 2, Math.PI / 2], saturation: [0, 0.25] },
    ...{ preset: "paper", aspect: "squash", plan: "f".repeat(64) },
  },
  combinations: COMBINATIONS,
  bootstrap: { resamples: 1000, level: 0.95, seed: 7 },
  objects: entries.map(([object, [original, bounds]]) => ({
    ...{ object, className: object, samples: 4, anomalousSamples: 2 },
    ...boundsOf(original, bounds),
    objectSearches: Object.fromEntries(
      COMBINATIONS.map((name) => [name, { candidates: 12, moved: 1, sweeps: 2 }]),
    ),
    sweeps: sweepsOf(original),
    intervals: few(2, object === "gear" ? 140 : null),
  })),
  mean: {
    ...boundsOf(averaged(originals), meanBounds),
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

/** The same run as the one study of a reproduction. */
export const GOLDEN_REPRODUCTION: Reproduction = {
  schema: 2,
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
