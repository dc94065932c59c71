// Original against worst found: every object and the mean, a row per combination searched and kind of worst case.

import type { MetricFacts } from "../../core/metric-set.ts";
import { drawsOfRun } from "../../results/beside-search.ts";
import type { Combination, Interval, MetricSet, RunSummary } from "../../results/schema.ts";
import { BOUND_KINDS, type BoundKind, UNSHIFTED } from "../bound-kinds.ts";
import { leadingMetric, metricKey, metricValue, shownFractions, shownMetrics } from "../facts.ts";
import { hasNested } from "../findings.ts";
import { combinationLabel, listed, relativeChange } from "../format.ts";
import { hasMaps } from "../own-values.ts";
import { spreadOf } from "../spread.ts";
import { CONTROLS_NOTE, controlCells, controlColumns, hasControls } from "./controls.ts";
import {
  changeUnitOf,
  columnKey,
  definitions,
  intervalCell,
  intervalColumn,
  intervalNotes,
  madeNote,
  metricCells,
  metricColumns,
  RANGES_COLUMN,
  rangesCell,
  reasonNotes,
  TEXT_OBJECT,
  titled,
  unitOf,
} from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

function nestedNote(summary: RunSummary): string {
  const shared = summary.mean.common === undefined ? "" : " of the settings that all pictures share,";
  const isDrawn = summary.combinations.some((name) => drawsOfRun(summary, name) !== null);
  const drawn = isDrawn ? " of uniform draws," : "";
  const pooled = hasMaps(summary)
    ? " What is worse for a single sample may be better for the pool of all samples' pixels."
    : "";
  return `Nested: each sample at the worst of this search, of those over fewer of its shifts,${shared}${drawn} and of the original.${pooled}`;
}

function objectLevelNote(summary: RunSummary): string {
  return hasMaps(summary)
    ? "Object-level: one evaluated point per sample, chosen to minimise the object's pooled pAUROC."
    : "Object-level: of each sample the worst point that was evaluated, in a search or without; of image scores that is the worst for the object too.";
}

type Entry = Omit<RunSummary["mean"], "identity" | "sweeps">;

function columnsOf(summary: RunSummary): Column[] {
  const metric = leadingMetric(summary);
  const end = (label: string, what: string): Column => ({
    label,
    key: columnKey(metric, what),
    ...unitOf(metric),
  });
  const change = (label: string, what: string): Column => ({
    ...{ label, key: columnKey(metric, what, "change") },
    ...changeUnitOf(metric),
  });
  const [leading, ...others] = metricColumns(headed(summary));
  return [
    TEXT_OBJECT,
    { label: "worst over", key: "worst_over", unit: "text" },
    { label: "worst found", key: "worst_found", unit: "text" },
    ...(leading === undefined ? [] : [leading]),
    end("from", "low"),
    end("to", "high"),
    ...others,
    change(`Δ ${metric.title}`, "change"),
    change("from", "change_low"),
    change("to", "change_high"),
    { label: "relative", key: `${metricKey(metric, "change_relative")}_percent`, unit: "relative" },
    ...controlColumns(summary),
    intervalColumn(true),
    RANGES_COLUMN,
  ];
}

/** The metrics of the columns: the leading one, whether main tables show it or not, then the others that they show. */
function headed(summary: RunSummary): MetricFacts[] {
  const leading = leadingMetric(summary);
  return [leading, ...shownMetrics(summary).filter(({ name }) => name !== leading.name)];
}

/**
 * The table of a run; null where nothing was searched. `compact` keeps, of the objects' rows, the original and the
 * last combination, and leaves to the notes what the ends of a row are; the mean keeps all.
 */
export function boundTable(
  summary: RunSummary,
  { compact = false }: { compact?: boolean } = {},
): Table | null {
  const { combinations, objects, mean } = summary;
  const last = combinations.slice(-1);
  if (last.length === 0) return null;
  const rows = (names: readonly Combination[]): BoundRow[] =>
    names.flatMap((combination) =>
      BOUND_KINDS.filter(([kind]) => kind !== "nested" || hasNested(summary, combination)).map(
        ([kind, label]): BoundRow => ({ kind, label, combination }),
      ),
    );
  const meanRows = rowsOf(summary, null, mean, rows(combinations));
  const ofObjects = compact ? rows(last).filter(({ kind }) => kind !== "nested") : rows(combinations);
  const bodyRows = [
    ...objects.flatMap((entry) => rowsOf(summary, entry.object, entry, ofObjects)),
    ...meanRows,
  ];
  return {
    name: "bounds",
    ...titled("Original and worst found, each sample at its own worst shift", summary),
    columns: withoutEmptyEnds(columnsOf(summary), bodyRows),
    rows: bodyRows,
    grouped: true,
    summaryRows: meanRows.length,
    notes: [
      definitions(summary),
      ...(combinations.some((name) => hasNested(summary, name)) ? [nestedNote(summary)] : []),
      objectLevelNote(summary),
      ...intervalNotes(summary),
      ...(hasControls(summary) ? [CONTROLS_NOTE] : []),
      ...otherIntervals(summary),
      ...reasonNotes(summary, combinations),
      madeNote(summary),
    ],
  };
}

/** People see no ends of intervals where no row has one; the CSV keeps their columns. */
function withoutEmptyEnds(columns: readonly Column[], rows: readonly (readonly Cell[])[]): Column[] {
  return columns.map((column, at) => {
    const isEnd = /_(low|high)(_|$)/.test(column.key);
    const isEmpty = rows.every((row) => row[at] === null || row[at] === "");
    return isEnd && isEmpty ? { ...column, hidden: true } : column;
  });
}

function otherIntervals(summary: RunSummary): string[] {
  const [, ...others] = shownFractions(summary).map(({ title }) => title);
  return others.length === 0 ? [] : [`Intervals of ${listed(others)}: tables/intervals.`];
}

interface BoundRow {
  readonly kind: BoundKind;
  readonly label: string;
  readonly combination: Combination;
}

/** The rows of an object; of the mean where it is null. */
function rowsOf(
  summary: RunSummary,
  object: string | null,
  entry: Entry,
  rows: readonly BoundRow[],
): Cell[][] {
  const { original } = entry;
  const metric = leadingMetric(summary);
  const name = object ?? "mean";
  const { value } = spreadOf(summary, object, entry, null, metric);
  const from = metricValue(original, metric);
  return [
    [
      ...[name, UNSHIFTED, "", ...valueCells(summary, original, value), "", "", "", ""],
      ...controlCells(summary, undefined),
      ...[intervalCell(summary, entry, value), rangesCell(summary, null)],
    ],
    ...rows.map(({ kind, label, combination }): Cell[] => {
      const metrics = entry[kind][combination];
      const spread = spreadOf(summary, object, entry, { kind, combination }, metric);
      const to = metricValue(metrics, metric);
      return [
        ...[name, combinationLabel(combination, summary.shifts), label],
        ...valueCells(summary, metrics, spread.value),
        from === null || to === null ? null : to - from,
        ...endCells(spread.change),
        relativeChange(from, to),
        ...controlCells(summary, kind === "bounds" ? entry.controls[combination] : undefined),
        ...[intervalCell(summary, entry, spread.value), rangesCell(summary, combination)],
      ];
    }),
  ];
}

function valueCells(summary: RunSummary, set: MetricSet | undefined, ends: Interval | null): Cell[] {
  const [leading = null, ...others] = metricCells(set, headed(summary));
  return [leading, ...endCells(ends), ...others];
}

function endCells(ends: Interval | null): Cell[] {
  return [ends?.low ?? null, ends?.high ?? null];
}
