// Columns and notes that several tables share.

import type { Combination, MetricSet, RunSummary } from "../../results/schema.ts";
import { HEADLINE_METRICS } from "../findings.ts";
import { combinationLabel, counted, rangesText } from "../format.ts";
import type { Column } from "./table.ts";

/** How the metrics are defined, in a line: under every table that prints them. */
export const DEFINITIONS =
  "pAUROC, AUPRO and F1-max in per cent, over all pixels of an object's test set; AUPRO to a false-positive rate of 0.3.";

/** What a run's numbers come from, in a line: under every table, so that none travels without it. */
export function madeNote({ provenance: made }: RunSummary): string {
  const { dataset, model } = made;
  return [
    `faultline ${made.version} on ${made.device}`,
    `${dataset.kind} ${dataset.digest.slice(0, 12)}: ${dataset.objects.join(", ")}`,
    `${model.name} ${model.digest.slice(0, 12)}`,
    `preset ${made.preset}, aspect ${made.aspect}`,
    `${made.strategy} at the cost of ${counted(made.budget, "gradient step")}, seed ${made.seed}`,
    `${rangesText(made.ranges)}${made.samplesPerObject === null ? "" : `; a look at ${made.samplesPerObject} samples per object`}.`,
  ].join("; ");
}

/** The lower bounds of a combination, in the order of their rows. */
export const BOUND_KINDS = [
  ["bounds", "per sample"],
  ["nested", "nested"],
  ["objectBounds", "object-level"],
] as const;
export type BoundKind = (typeof BOUND_KINDS)[number][0];

/** What an interval covers, in a line. */
export function intervalNote({ bootstrap: { resamples, level, seed } }: RunSummary): string {
  return `Intervals: the middle ${Math.round(100 * level)}% of ${resamples} draws of whole pictures with their found shifts, stratified by label, the same draws for original and bounds, seed ${seed}. They cover the sampling of pictures, not what the search missed; none where an object has a single picture with or without a defect.`;
}

export const TEXT_OBJECT: Column = { label: "object", key: "object", unit: "text" };

/** pAUROC, AUPRO, F1-max and loss. */
export const METRIC_COLUMNS: readonly Column[] = [
  ...HEADLINE_METRICS.map(([key, label]): Column => ({ label, key: `${key}_percent`, unit: "percent" })),
  { label: "loss", key: "loss", unit: "number" },
];

/** The cells of METRIC_COLUMNS. */
export function metricCells(metrics: MetricSet | undefined): (number | null)[] {
  return [...HEADLINE_METRICS.map(([key]) => metrics?.[key] ?? null), metrics?.loss ?? null];
}

/** Why values are undefined: one note per reason, naming the objects that share it. */
export function reasonNotes(summary: RunSummary, combinations: readonly Combination[]): string[] {
  const owners = new Map<string, Set<string>>();
  const entries = [
    ...summary.objects.map(({ object, original, bounds }) => ({ label: object, original, bounds })),
    { label: "mean", ...summary.mean },
  ];
  for (const { label, original, bounds } of entries) {
    const sets = [original, ...combinations.map((name) => bounds[name])];
    for (const metrics of sets) {
      for (const [key, metric] of HEADLINE_METRICS) {
        const reason = metrics?.reasons?.[key];
        if (reason === undefined) continue;
        const text = `${metric}: ${reason}`;
        owners.set(text, (owners.get(text) ?? new Set()).add(label));
      }
    }
  }
  return [...owners].map(([text, labels]) => `${[...labels].join(", ")}: ${text}.`);
}

/** "lower bound over θ + δh + δs". */
export function boundLabel(combination: Combination): string {
  return `lower bound over ${combinationLabel(combination)}`;
}
