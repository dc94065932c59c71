// A small finished run for the report's tests, with names that try to break out of HTML, CSV and LaTeX.

import { rangesOf } from "../../src/core/shift.ts";
import { metricFacts } from "../../src/metrics/registry.ts";
import type {
  ChosenOutcome,
  Controls,
  Intervals,
  MetricIntervals,
  MetricSet,
  RunSummary,
  SampleSummary,
} from "../../src/results/schema.ts";
import { paperBox } from "../../src/shift/registry.ts";

const metrics = (pauroc: number | null, reasons?: Record<string, string>): MetricSet => ({
  values: {
    pauroc,
    aupro: pauroc === null ? null : pauroc - 0.1,
    f1max: pauroc === null ? null : pauroc / 2,
    ap: pauroc,
    imageAuroc: pauroc,
    loss: 0.01,
  },
  ...(reasons === undefined ? {} : { reasons }),
});

/** An interval of ±0.05 about each, its change beside it. */
const intervals = (from: number, to: number): Intervals => {
  const about = (value: number): MetricIntervals => {
    const interval = { low: value - 0.05, high: value + 0.05 };
    return { pauroc: interval, aupro: interval, f1max: interval, loss: interval };
  };
  const bound = { theta: { values: about(to), change: about(to - from) } };
  return { original: about(from), bounds: bound, nested: bound, objectBounds: bound };
};

const chosen = (pauroc: number): ChosenOutcome => ({
  point: { theta: -43.5 },
  ...{ loss: 0.1, pauroc, imageScore: 0.6, from: "bound theta" },
});

const sample = (object: string, index: number, from: number, to: number): SampleSummary => ({
  object,
  sample: `${object}/test/chip/00${index}.png`,
  defect: "chip",
  anomalous: true,
  original: { point: {}, loss: -0.1, pauroc: from, imageScore: 0.7 },
  bounds: {
    theta: {
      point: { theta: -43.5 },
      loss: 0.1,
      pauroc: to,
      imageScore: 0.6,
      evaluations: 10,
      steps: 10,
      units: 20,
      flags: {
        ...{ zeroGradient: false, notFinite: false, valuesBeatGradient: null },
        ...{ atBorder: index === 1, stillImproving: false, draftsRefused: null },
      },
      headroom: index === 2 ? 0.004 : 0,
    },
  },
  nested: { theta: chosen(to) },
  objectLevel: { theta: chosen(to) },
});

const controls = (from: number): Readonly<Record<string, Controls>> => ({
  theta: { ideal: metrics(from + 0.02), constant: metrics(0.5) },
});

const BOX = paperBox();

export const NASTY = `<b>"nut"</b>, 100% & more`;

/** Two objects, θ searched and swept; `NASTY` is one object's name. */
export const SUMMARY: RunSummary = {
  schema: 3,
  provenance: {
    version: "0.1.0",
    dataset: { kind: "folder", objects: ["gear", NASTY], digest: "d".repeat(64) },
    detector: {
      ...{ name: "tiny", digest: "e".repeat(64), source: "winclip", options: { model: "tiny" } },
      ...{ aspect: "squash", size: 64 },
    },
    device: "cpu",
    seed: 0,
    strategy: "adam-restarts",
    ...{ budget: 10, criterion: "pauroc", samplesPerObject: 2, ranges: rangesOf(BOX), ignores: false },
    preset: "paper",
    plan: "f".repeat(64),
  },
  shifts: BOX.map(({ facts }) => facts),
  metrics: metricFacts(),
  combinations: ["theta"],
  bootstrap: { resamples: 1000, level: 0.95, seed: 0 },
  objects: [["gear", 0.95, 0.7] as const, [NASTY, 0.9, 0.2] as const].map(([object, from, to]) => ({
    object,
    className: object,
    samples: 2,
    anomalousSamples: 2,
    original: metrics(from),
    bounds: { theta: metrics(to) },
    nested: { theta: metrics(to) },
    objectBounds: { theta: metrics(to - 0.05) },
    identity: metrics(from),
    controls: controls(from),
    intervals: intervals(from, to),
    objectSearches: { theta: { candidates: 12, moved: 1, sweeps: 2 } },
    sweeps: [
      {
        shift: "theta" as const,
        points: [-90, 0, 90].map((value) => ({ value, metrics: metrics(value === 0 ? from : to) })),
      },
    ],
  })),
  mean: {
    original: metrics(0.925),
    bounds: { theta: metrics(0.45) },
    nested: { theta: metrics(0.45) },
    objectBounds: { theta: metrics(0.4) },
    identity: metrics(0.925),
    controls: controls(0.925),
    intervals: intervals(0.925, 0.45),
    sweeps: [
      {
        shift: "theta",
        points: [-90, 0, 90].map((value) => ({ value, metrics: metrics(value === 0 ? 0.925 : 0.45) })),
      },
    ],
  },
  samples: [
    sample("gear", 1, 0.96, 0.75),
    sample("gear", 2, 0.94, 0.938),
    sample(NASTY, 1, 0.92, 0.1),
    sample(NASTY, 2, 0.88, 0.3),
  ],
  gallery: [],
  answers: [],
};
