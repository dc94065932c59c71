// Intervals over the sampling of test pictures, for every metric that the tables print.

import type { BoundIntervals, Bounds, Intervals, MetricSet, RunSummary } from "../../results/schema.ts";
import { HEADLINE_METRICS, hasNested } from "../findings.ts";
import { combinationLabel } from "../format.ts";
import { BOUND_KINDS, type BoundKind, intervalNote, madeNote, TEXT_OBJECT } from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

const COLUMNS: readonly Column[] = [
  TEXT_OBJECT,
  { label: "worst over", key: "worst_over", unit: "text" },
  { label: "bound", key: "bound", unit: "text" },
  ...HEADLINE_METRICS.flatMap(([key, group]): Column[] => [
    { group, label: "value", key: `${key}_percent`, unit: "percent" },
    { group, label: "from", key: `${key}_low_percent`, unit: "percent" },
    { group, label: "to", key: `${key}_high_percent`, unit: "percent" },
    { group, label: "Δ from", key: `${key}_change_low_points`, unit: "points" },
    { group, label: "Δ to", key: `${key}_change_high_points`, unit: "points" },
  ]),
];

interface Entry extends Bounds<MetricSet> {
  readonly intervals: Intervals;
}

/** Value, interval, and interval of the change from the original; null where nothing was searched. */
export function intervalsTable(summary: RunSummary): Table | null {
  const { combinations, objects, mean } = summary;
  if (combinations.length === 0) return null;
  const bounds = combinations.flatMap((name) =>
    BOUND_KINDS.filter(([kind]) => kind !== "nested" || hasNested(summary, name)).map(
      ([kind, label]) => ({ name, kind, label }) as const,
    ),
  );
  const rowsOf = (object: string, entry: Entry): Cell[][] => [
    [object, "original", "", ...cells(entry.original, { ...entry.intervals.original, change: null })],
    ...bounds.map(({ name, kind, label }: { name: string; kind: BoundKind; label: string }) => [
      ...[object, combinationLabel(name), label],
      ...cells(entry[kind][name], entry.intervals[kind][name]),
    ]),
  ];
  const meanRows = rowsOf("mean", mean);
  return {
    name: "intervals",
    title: "Intervals over the sampling of test pictures",
    columns: COLUMNS,
    rows: [...objects.flatMap((entry) => rowsOf(entry.object, entry)), ...meanRows],
    grouped: true,
    summaryRows: meanRows.length,
    notes: [intervalNote(summary), madeNote(summary)],
  };
}

/** The original has no change: blank, not undefined. */
function cells(
  metrics: MetricSet | undefined,
  intervals: BoundIntervals | (Intervals["original"] & { readonly change: null }) | undefined,
): Cell[] {
  return HEADLINE_METRICS.flatMap(([key]): Cell[] => {
    const [interval, change] = [intervals?.[key], intervals?.change?.[key]];
    return [
      ...[metrics?.[key] ?? null, interval?.low ?? null, interval?.high ?? null],
      ...(intervals?.change === null ? ["", ""] : [change?.low ?? null, change?.high ?? null]),
    ];
  });
}
