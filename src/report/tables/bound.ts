// Original against lower bound: every object and the mean, a row per combination searched.

import type { Combination, Interval, MetricSet, RunSummary } from "../../results/schema.ts";
import { hasNested } from "../findings.ts";
import { changeInPoints, combinationLabel, relativeChange } from "../format.ts";
import {
  BOUND_KINDS,
  type BoundKind,
  DEFINITIONS,
  intervalNote,
  METRIC_COLUMNS,
  madeNote,
  metricCells,
  reasonNotes,
  TEXT_OBJECT,
} from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

const NESTED =
  "Nested: each sample at the worst of this search, of those over fewer of its shifts, and of the original. What is worse for a sample by itself may be better for the pool of all samples' pixels.";

const OBJECT_LEVEL =
  "Object-level: of the points that were evaluated, one per sample, chosen to minimise the object's pooled pAUROC.";

type Entry = Pick<RunSummary["mean"], "original" | BoundKind | "intervals">;

const [PAUROC, ...OTHERS] = METRIC_COLUMNS;

const COLUMNS: readonly Column[] = [
  TEXT_OBJECT,
  { label: "worst over", key: "worst_over", unit: "text" },
  { label: "bound", key: "bound", unit: "text" },
  ...(PAUROC === undefined ? [] : [PAUROC]),
  { label: "from", key: "pauroc_low_percent", unit: "percent" },
  { label: "to", key: "pauroc_high_percent", unit: "percent" },
  ...OTHERS,
  { label: "Δ pAUROC", key: "pauroc_change_points", unit: "points" },
  { label: "from", key: "pauroc_change_low_points", unit: "points" },
  { label: "to", key: "pauroc_change_high_points", unit: "points" },
  { label: "relative", key: "pauroc_change_relative_percent", unit: "relative" },
];

/**
 * The table of a run; null where nothing was searched. `compact` keeps, of the objects' rows, the original and the
 * last combination; the mean keeps all.
 */
export function boundTable(
  summary: RunSummary,
  { compact = false }: { compact?: boolean } = {},
): Table | null {
  const { combinations, objects, mean } = summary;
  const last = combinations.slice(-1);
  if (last.length === 0) return null;
  const rows = (names: readonly Combination[]): BoundRow[] =>
    names.flatMap((name) =>
      BOUND_KINDS.filter(([kind]) => kind !== "nested" || hasNested(summary, name)).map(
        ([kind, label]): BoundRow => ({ kind, label, name }),
      ),
    );
  const meanRows = rowsOf("mean", mean, rows(combinations));
  const ofObjects = compact ? rows(last).filter(({ kind }) => kind !== "nested") : rows(combinations);
  return {
    name: "bound",
    title: "Original and lower bound, every sample at its own worst shift",
    columns: COLUMNS,
    rows: [...objects.flatMap((entry) => rowsOf(entry.object, entry, ofObjects)), ...meanRows],
    grouped: true,
    summaryRows: meanRows.length,
    notes: [
      DEFINITIONS,
      ...(combinations.some((name) => hasNested(summary, name)) ? [NESTED] : []),
      OBJECT_LEVEL,
      `${intervalNote(summary)} Those of AUPRO and F1-max are in tables/intervals.`,
      ...reasonNotes(summary, combinations),
      madeNote(summary),
    ],
  };
}

interface BoundRow {
  readonly kind: BoundKind;
  readonly label: string;
  readonly name: Combination;
}

function rowsOf(label: string, entry: Entry, rows: readonly BoundRow[]): Cell[][] {
  const { original, intervals } = entry;
  return [
    [label, "original", "", ...valueCells(original, intervals.original.pauroc), "", "", "", ""],
    ...rows.map(({ kind, label: bound, name }): Cell[] => {
      const metrics = entry[kind][name];
      const interval = intervals[kind][name];
      const change = changeInPoints(original.pauroc, metrics?.pauroc);
      return [
        ...[label, combinationLabel(name), bound],
        ...valueCells(metrics, interval?.pauroc),
        change === null ? null : change / 100,
        ...ends(interval?.change.pauroc),
        relativeChange(original.pauroc, metrics?.pauroc),
      ];
    }),
  ];
}

function valueCells(metrics: MetricSet | undefined, interval: Interval | null | undefined): Cell[] {
  const [pauroc = null, ...others] = metricCells(metrics);
  return [pauroc, ...ends(interval), ...others];
}

function ends(interval: Interval | null | undefined): Cell[] {
  return [interval?.low ?? null, interval?.high ?? null];
}
