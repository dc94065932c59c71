// Intervals over the sampling of test pictures, for every metric that the tables print.

import type { Bounds, Intervals, MetricSet, RunSummary } from "../../results/schema.ts";
import { BOUND_KINDS } from "../bound-kinds.ts";
import { HEADLINE_METRICS, hasNested } from "../findings.ts";
import { combinationLabel } from "../format.ts";
import { type At, spreadOf } from "../spread.ts";
import {
  intervalCell,
  intervalColumn,
  intervalNotes,
  madeNote,
  RANGES_COLUMN,
  rangesCell,
  TEXT_OBJECT,
  titled,
} from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

const COLUMNS: readonly Column[] = [
  TEXT_OBJECT,
  { label: "worst over", key: "worst_over", unit: "text" },
  { label: "worst found", key: "bound", unit: "text" },
  ...HEADLINE_METRICS.flatMap(([key, group]): Column[] => [
    { group, label: "value", key: `${key}_percent`, unit: "percent" },
    { group, label: "from", key: `${key}_low_percent`, unit: "percent" },
    { group, label: "to", key: `${key}_high_percent`, unit: "percent" },
    { group, label: "Δ from", key: `${key}_change_low_points`, unit: "points" },
    { group, label: "Δ to", key: `${key}_change_high_points`, unit: "points" },
  ]),
  intervalColumn(false),
  RANGES_COLUMN,
];

interface Entry extends Bounds<MetricSet> {
  readonly intervals: Intervals;
}

/** Value, interval, and interval of the change from the original; null where nothing was searched. */
export function intervalsTable(summary: RunSummary): Table | null {
  const { combinations, objects, mean } = summary;
  if (combinations.length === 0) return null;
  const places = combinations.flatMap((combination) =>
    BOUND_KINDS.filter(([kind]) => kind !== "nested" || hasNested(summary, combination)).map(
      ([kind, label]) => ({ at: { kind, combination }, label }) as const,
    ),
  );
  const rowsOf = (object: string | null, entry: Entry): Cell[][] => {
    const cells = (at: At): Cell[] => cellsOf(summary, object, entry, at);
    const name = object ?? "mean";
    return [
      [name, "original", "", ...cells("original")],
      ...places.map(({ at, label }) => [name, combinationLabel(at.combination), label, ...cells(at)]),
    ];
  };
  const meanRows = rowsOf(null, mean);
  return {
    name: "intervals",
    ...titled("Intervals over the sampling of test pictures", summary),
    columns: COLUMNS,
    rows: [...objects.flatMap((entry) => rowsOf(entry.object, entry)), ...meanRows],
    grouped: true,
    summaryRows: meanRows.length,
    notes: [...intervalNotes(summary), madeNote(summary)],
  };
}

/** The original has no change: blank, not undefined. */
function cellsOf(summary: RunSummary, object: string | null, entry: Entry, at: At): Cell[] {
  const isOriginal = at === "original";
  const metrics = isOriginal ? entry.original : entry[at.kind][at.combination];
  const values = HEADLINE_METRICS.flatMap(([key]): Cell[] => {
    const { value, change } = spreadOf(summary, object, entry, at, key);
    return [
      ...[metrics?.[key] ?? null, value?.low ?? null, value?.high ?? null],
      ...(isOriginal ? ["", ""] : [change?.low ?? null, change?.high ?? null]),
    ];
  });
  const { value } = spreadOf(summary, object, entry, at, "pauroc");
  return [
    ...values,
    intervalCell(summary, entry, value),
    rangesCell(summary, isOriginal ? null : at.combination),
  ];
}
