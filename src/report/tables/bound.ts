// Original against lower bound: every object and the mean, a row per combination searched.

import type { Combination, RunSummary } from "../../results/schema.ts";
import { hasNested } from "../findings.ts";
import { changeInPoints, combinationLabel, relativeChange } from "../format.ts";
import { DEFINITIONS, METRIC_COLUMNS, madeNote, metricCells, reasonNotes, TEXT_OBJECT } from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

const NESTED =
  "Nested: each sample at the worst of this search, of those over fewer of its shifts, and of the original. What is worse for a sample by itself may be better for the pool of all samples' pixels.";

const OBJECT_LEVEL =
  "Object-level: of the points that were evaluated, one per sample, chosen to minimise the object's pooled pAUROC.";

type Entry = Pick<RunSummary["mean"], "original" | "bounds" | "nested" | "objectBounds">;

const KINDS = { bounds: "per sample", nested: "nested", objectBounds: "object-level" } as const;

const COLUMNS: readonly Column[] = [
  TEXT_OBJECT,
  { label: "worst over", key: "worst_over", unit: "text" },
  { label: "bound", key: "bound", unit: "text" },
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
  const rows = (names: readonly Combination[], kinds: readonly Kind[]): BoundRow[] =>
    names.flatMap((name) =>
      kinds
        .filter((kind) => kind !== "nested" || hasNested(summary, name))
        .map((kind): BoundRow => ({ kind, name })),
    );
  const allKinds: readonly Kind[] = ["bounds", "nested", "objectBounds"];
  const meanRows = rowsOf("mean", mean, rows(combinations, allKinds));
  const ofObjects = compact ? rows(last, ["bounds", "objectBounds"]) : rows(combinations, allKinds);
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
      ...reasonNotes(summary, combinations),
      madeNote(summary),
    ],
  };
}

type Kind = keyof typeof KINDS;

interface BoundRow {
  readonly kind: Kind;
  readonly name: Combination;
}

function rowsOf(label: string, entry: Entry, rows: readonly BoundRow[]): Cell[][] {
  const { original } = entry;
  return [
    [label, "original", "", ...metricCells(original), "", ""],
    ...rows.map(({ kind, name }) => {
      const bound = entry[kind][name];
      const change = changeInPoints(original.pauroc, bound?.pauroc);
      return [
        label,
        combinationLabel(name),
        KINDS[kind],
        ...metricCells(bound),
        change === null ? null : change / 100,
        relativeChange(original.pauroc, bound?.pauroc),
      ];
    }),
  ];
}
