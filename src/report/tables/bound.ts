// Original against lower bound: every object and the mean, a row per combination searched.

import type { Combination, MetricSet, RunSummary } from "../../results/schema.ts";
import { changeInPoints, combinationLabel, relativeChange } from "../format.ts";
import { DEFINITIONS, METRIC_COLUMNS, madeNote, metricCells, reasonNotes, TEXT_OBJECT } from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

const COLUMNS: readonly Column[] = [
  TEXT_OBJECT,
  { label: "worst over", key: "worst_over", unit: "text" },
  ...METRIC_COLUMNS,
  { label: "Δ pAUROC", key: "pauroc_change_points", unit: "points" },
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
  const meanRows = rowsOf("mean", mean, combinations);
  return {
    name: "bound",
    title: "Original and lower bound, every sample at its own worst shift",
    columns: COLUMNS,
    rows: [
      ...objects.flatMap((entry) => rowsOf(entry.object, entry, compact ? last : combinations)),
      ...meanRows,
    ],
    grouped: true,
    summaryRows: meanRows.length,
    notes: [DEFINITIONS, ...reasonNotes(summary, combinations), madeNote(summary)],
  };
}

function rowsOf(
  label: string,
  { original, bounds }: { original: MetricSet; bounds: Readonly<Record<Combination, MetricSet>> },
  combinations: readonly Combination[],
): Cell[][] {
  return [
    [label, "original", ...metricCells(original), "", ""],
    ...combinations.map((name) => {
      const bound = bounds[name];
      const change = changeInPoints(original.pauroc, bound?.pauroc);
      return [
        label,
        combinationLabel(name),
        ...metricCells(bound),
        change === null ? null : change / 100,
        relativeChange(original.pauroc, bound?.pauroc),
      ];
    }),
  ];
}
