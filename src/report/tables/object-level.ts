// Three lower bounds of the pooled pAUROC side by side, and by how much the object-level one is lower.

import type { Combination, RunSummary } from "../../results/schema.ts";
import { hasNested } from "../findings.ts";
import { changeInPoints, combinationLabel } from "../format.ts";
import { madeNote, TEXT_OBJECT } from "./rows.ts";
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
    title: "Pooled pAUROC at every sample's own worst shift, and at the shifts that are worst for the object",
    columns: COLUMNS,
    rows: [
      ...objects.flatMap((entry) =>
        combinations.map((name): Cell[] => {
          const { candidates = null, moved = null } = entry.objectSearches[name] ?? {};
          return [entry.object, ...values(entry, name), candidates, moved];
        }),
      ),
      ...combinations.map((name): Cell[] => ["mean", ...values(mean, name), "", ""]),
    ],
    grouped: true,
    summaryRows: combinations.length,
    notes: [
      "Object-level: of the points that were evaluated, one per sample, chosen to minimise the pAUROC pooled over the object's pixels, beginning at the per-sample worst points: never above them. It is a lower bound like the others, no minimum: other shifts may be worse, and so may other choices.",
      madeNote(summary),
    ],
  };
}
