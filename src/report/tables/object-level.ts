// Three kinds of worst found pooled pAUROC side by side, and by how much the object-level one is lower.

import type { Combination, RunSummary } from "../../results/schema.ts";
import { hasNested } from "../findings.ts";
import { changeInPoints, combinationLabel } from "../format.ts";
import { madeNote, RANGES_COLUMN, rangesCell, TEXT_OBJECT, titled } from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

const COLUMNS: readonly Column[] = [
  TEXT_OBJECT,
  { label: "worst over", key: "worst_over", unit: "text" },
  { label: "per sample", key: "pauroc_per_sample_percent", unit: "percent" },
  { label: "nested", key: "pauroc_nested_percent", unit: "percent" },
  { label: "object-level", key: "pauroc_object_level_percent", unit: "percent" },
  { label: "lower by", key: "object_level_change_points", unit: "points", digits: 2 },
  { label: "candidates", key: "candidates", unit: "number", digits: 0 },
  { label: "samples moved", key: "samples_moved", unit: "number", digits: 0 },
  RANGES_COLUMN,
];

type Entry = Pick<RunSummary["mean"], "bounds" | "nested" | "objectBounds">;

/** A row per object and combination, and the mean's; null where nothing was searched. */
export function objectLevelTable(summary: RunSummary): Table | null {
  const { combinations, objects, mean } = summary;
  if (combinations.length === 0) return null;
  const values = (entry: Entry, name: Combination): Cell[] => {
    const bound = entry.bounds[name]?.pauroc ?? null;
    const nested = hasNested(summary, name) ? (entry.nested[name]?.pauroc ?? null) : null;
    const lowest = entry.objectBounds[name]?.pauroc ?? null;
    const change = changeInPoints(bound, lowest);
    return [combinationLabel(name), bound, nested, lowest, change === null ? null : change / 100];
  };
  return {
    name: "object-level",
    ...titled(
      "Pooled pAUROC at each sample's own worst shift, and at the shifts that are worst for the object",
      summary,
    ),
    columns: COLUMNS,
    rows: [
      ...objects.flatMap((entry) =>
        combinations.map((name): Cell[] => {
          const { candidates = null, moved = null } = entry.objectSearches[name] ?? {};
          return [entry.object, ...values(entry, name), candidates, moved, rangesCell(summary, name)];
        }),
      ),
      ...combinations.map((name): Cell[] => [
        ...["mean", ...values(mean, name), "", "", rangesCell(summary, name)],
      ]),
    ],
    grouped: true,
    summaryRows: combinations.length,
    notes: [
      "Object-level: one evaluated point per sample, chosen to minimise the pAUROC pooled over the object's pixels. The choice starts from the per-sample worst points and only descends. It is a value that was found, not the minimum: other shifts, and other choices, may be worse.",
      madeNote(summary),
    ],
  };
}
