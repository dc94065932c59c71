// Original against lower bound: every object and the mean, a row per combination searched.

import type { Combination, RunSummary } from "../../results/schema.ts";
import { hasNested } from "../findings.ts";
import { changeInPoints, combinationLabel, relativeChange } from "../format.ts";
import { DEFINITIONS, METRIC_COLUMNS, madeNote, metricCells, reasonNotes, TEXT_OBJECT } from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

const NESTED =
  "Nested: each sample at the worst of this search, of those over fewer of its shifts, and of the original. What is worse for a sample by itself may be better for the pool of all samples' pixels.";

type Entry = Pick<RunSummary["mean"], "original" | "bounds" | "nested">;

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
  const nestable = (names: readonly Combination[]): BoundRow[] =>
    names.flatMap((name): BoundRow[] => [
      { kind: "bounds", name },
      ...(hasNested(summary, name) ? [{ kind: "nested" as const, name }] : []),
    ]);
  const meanRows = rowsOf("mean", mean, nestable(combinations));
  return {
    name: "bound",
    title: "Original and lower bound, every sample at its own worst shift",
    columns: COLUMNS,
    rows: [
      ...objects.flatMap((entry) =>
        rowsOf(
          entry.object,
          entry,
          compact ? last.map((name) => ({ kind: "bounds", name })) : nestable(combinations),
        ),
      ),
      ...meanRows,
    ],
    grouped: true,
    summaryRows: meanRows.length,
    notes: [
      DEFINITIONS,
      ...(combinations.some((name) => hasNested(summary, name)) ? [NESTED] : []),
      ...reasonNotes(summary, combinations),
      madeNote(summary),
    ],
  };
}

interface BoundRow {
  readonly kind: "bounds" | "nested";
  readonly name: Combination;
}

function rowsOf(label: string, entry: Entry, rows: readonly BoundRow[]): Cell[][] {
  const { original } = entry;
  return [
    [label, "original", ...metricCells(original), "", ""],
    ...rows.map(({ kind, name }) => {
      const bound = entry[kind][name];
      const change = changeInPoints(original.pauroc, bound?.pauroc);
      return [
        label,
        kind === "bounds" ? combinationLabel(name) : `${combinationLabel(name)}, ${kind}`,
        ...metricCells(bound),
        change === null ? null : change / 100,
        relativeChange(original.pauroc, bound?.pauroc),
      ];
    }),
  ];
}
