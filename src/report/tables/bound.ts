// Original against worst found: every object and the mean, a row per combination searched and kind of worst case.

import type { Combination, Interval, MetricSet, RunSummary } from "../../results/schema.ts";
import { BOUND_KINDS, type BoundKind } from "../bound-kinds.ts";
import { hasNested } from "../findings.ts";
import { changeInPoints, combinationLabel, relativeChange } from "../format.ts";
import { spreadOf } from "../spread.ts";
import {
  DEFINITIONS,
  intervalCell,
  intervalColumn,
  intervalNotes,
  METRIC_COLUMNS,
  madeNote,
  metricCells,
  RANGES_COLUMN,
  rangesCell,
  reasonNotes,
  TEXT_OBJECT,
  titled,
} from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

const NESTED =
  "Nested: each sample at the worst of this search, of those over fewer of its shifts, and of the original. What is worse for a single sample may be better for the pool of all samples' pixels.";

const OBJECT_LEVEL =
  "Object-level: one evaluated point per sample, chosen to minimise the object's pooled pAUROC.";

type Entry = Pick<RunSummary["mean"], "original" | BoundKind | "intervals">;

const [PAUROC, ...OTHERS] = METRIC_COLUMNS;

const COLUMNS: readonly Column[] = [
  TEXT_OBJECT,
  { label: "worst over", key: "worst_over", unit: "text" },
  { label: "worst found", key: "bound", unit: "text" },
  ...(PAUROC === undefined ? [] : [PAUROC]),
  { label: "from", key: "pauroc_low_percent", unit: "percent" },
  { label: "to", key: "pauroc_high_percent", unit: "percent" },
  ...OTHERS,
  { label: "Δ pAUROC", key: "pauroc_change_points", unit: "points" },
  { label: "from", key: "pauroc_change_low_points", unit: "points" },
  { label: "to", key: "pauroc_change_high_points", unit: "points" },
  { label: "relative", key: "pauroc_change_relative_percent", unit: "relative" },
  intervalColumn(true),
  RANGES_COLUMN,
];

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
  return {
    name: "bound",
    ...titled("Original and worst found, each sample at its own worst shift", summary),
    columns: COLUMNS,
    rows: [...objects.flatMap((entry) => rowsOf(summary, entry.object, entry, ofObjects)), ...meanRows],
    grouped: true,
    summaryRows: meanRows.length,
    notes: [
      DEFINITIONS,
      ...(combinations.some((name) => hasNested(summary, name)) ? [NESTED] : []),
      OBJECT_LEVEL,
      ...intervalNotes(summary),
      "Intervals of AUPRO and F1-max: tables/intervals.",
      ...reasonNotes(summary, combinations),
      madeNote(summary),
    ],
  };
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
  const name = object ?? "mean";
  const { value } = spreadOf(summary, object, entry, "original", "pauroc");
  return [
    [
      ...[name, "original", "", ...valueCells(original, value), "", "", "", ""],
      ...[intervalCell(summary, entry, value), rangesCell(summary, null)],
    ],
    ...rows.map(({ kind, label, combination }): Cell[] => {
      const metrics = entry[kind][combination];
      const spread = spreadOf(summary, object, entry, { kind, combination }, "pauroc");
      const change = changeInPoints(original.pauroc, metrics?.pauroc);
      return [
        ...[name, combinationLabel(combination), label],
        ...valueCells(metrics, spread.value),
        change === null ? null : change / 100,
        ...endCells(spread.change),
        relativeChange(original.pauroc, metrics?.pauroc),
        ...[intervalCell(summary, entry, spread.value), rangesCell(summary, combination)],
      ];
    }),
  ];
}

function valueCells(metrics: MetricSet | undefined, ends: Interval | null): Cell[] {
  const [pauroc = null, ...others] = metricCells(metrics);
  return [pauroc, ...endCells(ends), ...others];
}

function endCells(ends: Interval | null): Cell[] {
  return [ends?.low ?? null, ends?.high ?? null];
}
