// Columns and notes that several tables share.

import { givesMaps } from "../../core/detector-facts.ts";
import type { MetricFacts } from "../../core/metric-set.ts";
import type {
  Combination,
  Interval,
  Intervals,
  MetricSet,
  NoInterval,
  RunSummary,
} from "../../results/schema.ts";
import { metricKey, metricValue, shownFractions, shownMetrics } from "../facts.ts";
import { combinationLabel, listed } from "../format.ts";
import { hasMaps } from "../own-values.ts";
import { rangesOfRun, searchedRanges, shiftsOfRun, titleWithRanges } from "../ranges.ts";
import { searchText } from "../search-text.ts";
import type { Cell, Column } from "./table.ts";

/** How the metrics are defined, in a line: under every table that prints them. */
export function definitions(summary: Pick<RunSummary, "metrics" | "provenance">): string {
  const titles = shownFractions(summary).map(({ title }) => title);
  if (!hasMaps(summary)) {
    const why = givesMaps(summary.provenance.detector)
      ? "There are no masks of defects"
      : "The detector gives image scores alone";
    return `In per cent: ${listed(titles)}, over an object's whole test set. ${why}: what compares maps with masks is undefined.`;
  }
  return `${listed(titles)} in per cent, over an object's whole test set; AUPRO to a false-positive rate of 0.3.`;
}

/** What a run's numbers come from, in a line: under every table, so that none travels without it. */
export function madeNote(summary: RunSummary): string {
  const { provenance: made } = summary;
  const { dataset, detector, samplesPerObject } = made;
  const parts = [
    `faultline ${made.version} on ${made.device}`,
    `${dataset.kind} ${dataset.digest.slice(0, 12)}: ${dataset.objects.join(", ")}`,
    `${detector.name} ${detector.digest.slice(0, 12)}`,
    `preset ${made.preset}, aspect ${detector.aspect}`,
    searchText(made) ?? "",
    made.criterion === null ? "" : `criterion ${made.criterion}`,
    `seed ${made.seed}`,
    rangesOfRun(summary, shiftsOfRun(summary)),
    samplesPerObject === null ? "" : `first look: ${samplesPerObject} samples per object`,
    made.ignores ? "a region of the pictures counts nowhere" : "",
  ];
  return `${parts.filter((part) => part !== "").join("; ")}.`;
}

/** The ranges of each row's combination, in the CSV alone; the title has them for people. */
export const RANGES_COLUMN: Column = { label: "ranges", key: "ranges", unit: "text", hidden: true };

/** The cell of RANGES_COLUMN; of the original there are none. */
export function rangesCell(summary: RunSummary, combination: Combination | null): Cell {
  return combination === null ? "" : searchedRanges(summary, [combination]);
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
      `Intervals: ${Math.round(100 * level)}% percentile bootstrap over test pictures (${resamples} draws, stratified by label, the same draws for original and worst found, seed ${seed}). They cover the sampling of test pictures, not what the search missed.`,
    );
  }
  if (few.length > 0) {
    const ends = hasMaps(summary)
      ? "From and to: too few pictures for an interval, so they are the lowest and the highest of the samples' own pAUROC, and of its change; the pooled value may lie outside"
      : "Too few pictures for intervals";
    notes.push(
      `${ends}. Pictures with a defect, and how many (per object) would give ±5 points: ${few.join("; ")}.`,
    );
  }
  return notes;
}

/** "about 140", or that it cannot be told. */
function neededText({ picturesNeeded }: NoInterval): string {
  return picturesNeeded === null ? "cannot be told" : `about ${picturesNeeded}`;
}

export const TEXT_OBJECT: Column = { label: "object", key: "object", unit: "text" };

/** How a metric's own values are printed. */
export function unitOf({
  unit,
  decimals,
}: Pick<MetricFacts, "unit" | "decimals">): Pick<Column, "unit" | "digits"> {
  return { unit: unit === "fraction" ? "percent" : "number", digits: decimals };
}

/** How differences of a metric are printed. */
export function changeUnitOf({
  unit,
  decimals,
}: Pick<MetricFacts, "unit" | "decimals">): Pick<Column, "unit" | "digits"> {
  return { unit: unit === "fraction" ? "points" : "signed", digits: decimals };
}

/** "pauroc_percent", "pauroc_change_points"; nothing behind the name of a plain number. */
export function columnKey(
  metric: Pick<MetricFacts, "name" | "unit">,
  what = "",
  kind: "value" | "change" = "value",
): string {
  const unit = metric.unit === "number" ? "" : kind === "value" ? "_percent" : "_points";
  return `${metricKey(metric, what)}${unit}`;
}

/** A column for the value of each metric. */
export function metricColumns(metrics: readonly MetricFacts[]): Column[] {
  return metrics.map((metric) => ({ label: metric.title, key: columnKey(metric), ...unitOf(metric) }));
}

/** The cells of `metricColumns`. */
export function metricCells(set: MetricSet | undefined, metrics: readonly MetricFacts[]): (number | null)[] {
  return metrics.map((metric) => metricValue(set, metric));
}

/** Why values are undefined, or judge nothing: one note per reason, naming the objects that share it. */
export function reasonNotes(summary: RunSummary, combinations: readonly Combination[]): string[] {
  const metrics = shownMetrics(summary);
  const owners = new Map<string, Set<string>>();
  const entries = [
    ...summary.objects.map(({ object, original, bounds }) => ({ label: object, original, bounds })),
    { label: "mean", ...summary.mean },
  ];
  for (const { label, original, bounds } of entries) {
    const sets = [original, ...combinations.map((name) => bounds[name])];
    for (const set of sets) {
      for (const { name, title } of metrics) {
        const reason = set?.reasons?.[name] ?? set?.notes?.[name];
        if (reason === undefined) continue;
        const text = `${title}: ${reason}`;
        owners.set(text, (owners.get(text) ?? new Set()).add(label));
      }
    }
  }
  return [...owners].map(([text, labels]) => `${[...labels].join(", ")}: ${text}.`);
}

/** "worst found over θ + δh + δs". */
export function worstLabel({ shifts }: Pick<RunSummary, "shifts">, combination: Combination): string {
  return `worst found over ${combinationLabel(combination, shifts)}`;
}
