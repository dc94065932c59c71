// Columns and notes that several tables share.

import type {
  Combination,
  Interval,
  Intervals,
  MetricSet,
  NoInterval,
  RunSummary,
} from "../../results/schema.ts";
import { HEADLINE_METRICS } from "../findings.ts";
import { combinationLabel } from "../format.ts";
import { rangesText, searchedRanges, shiftsOf, shiftsOfRun, titleWithRanges } from "../ranges.ts";
import { searchText } from "../search-text.ts";
import type { Cell, Column } from "./table.ts";

/** How the metrics are defined, in a line: under every table that prints them. */
export const DEFINITIONS =
  "pAUROC, AUPRO and F1-max in per cent, over all pixels of an object's test set; AUPRO to a false-positive rate of 0.3.";

/** What a run's numbers come from, in a line: under every table, so that none travels without it. */
export function madeNote(summary: RunSummary): string {
  const { provenance: made } = summary;
  const { dataset, model, samplesPerObject } = made;
  const parts = [
    `faultline ${made.version} on ${made.device}`,
    `${dataset.kind} ${dataset.digest.slice(0, 12)}: ${dataset.objects.join(", ")}`,
    `${model.name} ${model.digest.slice(0, 12)}`,
    `preset ${made.preset}, aspect ${made.aspect}`,
    searchText(made) ?? "",
    `seed ${made.seed}`,
    rangesText(made.ranges, shiftsOfRun(summary)),
    samplesPerObject === null ? "" : `first look: ${samplesPerObject} samples per object`,
  ];
  return `${parts.filter((part) => part !== "").join("; ")}.`;
}

/** The ranges of each row's combination, in the CSV alone; the title has them for people. */
export const RANGES_COLUMN: Column = { label: "ranges", key: "ranges", unit: "text", hidden: true };

/** The cell of RANGES_COLUMN; of the original there are none. */
export function rangesCell(summary: RunSummary, combination: Combination | null): Cell {
  return combination === null ? "" : rangesText(summary.provenance.ranges, shiftsOf([combination]));
}

/** The title of a table over some combinations, all unless given, with their ranges, as a table carries both. */
export function titled(
  title: string,
  summary: RunSummary,
  combinations?: readonly Combination[],
): { readonly title: string; readonly ranges: string } {
  const ranges = searchedRanges(summary, combinations);
  return { title: titleWithRanges(title, ranges), ranges };
}

/** What the ends of a row are; hidden from people where a note says it. */
export function intervalColumn(hidden: boolean): Column {
  return { label: "from and to", key: "interval", unit: "text", hidden };
}

/** The cell of intervalColumn: empty where the row has no ends for another reason. */
export function intervalCell(
  { bootstrap }: RunSummary,
  { intervals }: { readonly intervals: Intervals },
  ends: Interval | null,
): Cell {
  if (intervals.none !== undefined) return "too few pictures for an interval";
  return ends === null ? "" : `${Math.round(100 * bootstrap.level)}% interval`;
}

/** What intervals cover, and which entries have none: a line each. */
export function intervalNotes(summary: RunSummary): string[] {
  const { bootstrap, objects, mean } = summary;
  const entries = [...objects, { object: "mean", ...mean }];
  const few = entries.flatMap(({ object, intervals: { none } }) =>
    none === undefined ? [] : [`${object} ${none.pictures}, ${neededText(none)}`],
  );
  const { resamples, level, seed } = bootstrap;
  const notes: string[] = [];
  if (few.length < entries.length) {
    notes.push(
      `Intervals: ${Math.round(100 * level)}% percentile bootstrap over test pictures (${resamples} draws, stratified by label, the same draws for original and worst found, seed ${seed}). They do not cover what the search missed.`,
    );
  }
  if (few.length > 0) {
    notes.push(
      `From and to: too few pictures for an interval, so they are the lowest and the highest of the samples' own pAUROC, and of its change; the pooled value may lie outside. Pictures with a defect, and how many (per object) would give ±5 points: ${few.join("; ")}.`,
    );
  }
  return notes;
}

/** "about 140", or that it cannot be told. */
function neededText({ picturesNeeded }: NoInterval): string {
  return picturesNeeded === null ? "cannot be told" : `about ${picturesNeeded}`;
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

/** "worst found over θ + δh + δs". */
export function worstLabel(combination: Combination): string {
  return `worst found over ${combinationLabel(combination)}`;
}
