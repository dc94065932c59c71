// What the worst case of all shifts costs each object: before, after, in points and relative, for each metric.

import type { MetricSet, RunSummary } from "../../results/schema.ts";
import { HEADLINE_METRICS } from "../findings.ts";
import { changeInPoints, relativeChange } from "../format.ts";
import {
  DEFINITIONS,
  madeNote,
  RANGES_COLUMN,
  rangesCell,
  reasonNotes,
  TEXT_OBJECT,
  titled,
  worstLabel,
} from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

const COLUMNS: readonly Column[] = [
  TEXT_OBJECT,
  ...HEADLINE_METRICS.flatMap(([key, group]): Column[] => [
    { group, label: "original", key: `${key}_original_percent`, unit: "percent" },
    { group, label: "worst", key: `${key}_bound_percent`, unit: "percent" },
    { group, label: "points", key: `${key}_change_points`, unit: "points" },
    { group, label: "relative", key: `${key}_change_relative_percent`, unit: "relative" },
  ]),
  RANGES_COLUMN,
];

/** A row per object and one for the mean, for the last combination; null where nothing was searched. */
export function dropsTable(summary: RunSummary): Table | null {
  const combination = summary.combinations.at(-1);
  if (combination === undefined) return null;
  const entries = [
    ...summary.objects.map(({ object, original, bounds }) => ({ label: object, original, bounds })),
    { label: "mean", ...summary.mean },
  ];
  return {
    name: "drops",
    ...titled(`Original and ${worstLabel(combination)}`, summary, [combination]),
    columns: COLUMNS,
    rows: entries.map(({ label, original, bounds }) => [
      ...[label, ...cells(original, bounds[combination]), rangesCell(summary, combination)],
    ]),
    grouped: false,
    summaryRows: 1,
    notes: [DEFINITIONS, ...reasonNotes(summary, [combination]), madeNote(summary)],
  };
}

function cells(original: MetricSet, bound: MetricSet | undefined): Cell[] {
  return HEADLINE_METRICS.flatMap(([key]) => {
    const [from, to] = [original[key], bound?.[key] ?? null];
    const change = changeInPoints(from, to);
    return [from, to, change === null ? null : change / 100, relativeChange(from, to)];
  });
}
