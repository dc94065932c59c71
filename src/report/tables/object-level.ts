// Three kinds of worst found pooled pAUROC side by side, and by how much the object-level one is lower.

import type { Combination, RunSummary } from "../../results/schema.ts";
import { leadingMetric, metricValue } from "../facts.ts";
import { hasNested } from "../findings.ts";
import { combinationLabel } from "../format.ts";
import { hasMaps } from "../own-values.ts";
import {
  changeUnitOf,
  columnKey,
  madeNote,
  RANGES_COLUMN,
  rangesCell,
  TEXT_OBJECT,
  titled,
  unitOf,
} from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

function columnsOf(summary: RunSummary): Column[] {
  const metric = leadingMetric(summary);
  return [
    TEXT_OBJECT,
    { label: "worst over", key: "worst_over", unit: "text" },
    { label: "per sample", key: columnKey(metric, "per_sample"), ...unitOf(metric) },
    { label: "nested", key: columnKey(metric, "nested"), ...unitOf(metric) },
    { label: "object-level", key: columnKey(metric, "object_level"), ...unitOf(metric) },
    { label: "lower by", key: "object_level_change_points", ...changeUnitOf(metric), digits: 2 },
    { label: "candidates", key: "candidates", unit: "number", digits: 0 },
    { label: "samples moved", key: "samples_moved", unit: "number", digits: 0 },
    RANGES_COLUMN,
  ];
}

type Entry = Pick<RunSummary["mean"], "bounds" | "nested" | "objectBounds">;

/** A row per object and combination, and the mean's; null where nothing was searched. */
export function objectLevelTable(summary: RunSummary): Table | null {
  const { combinations, objects, mean } = summary;
  const metric = leadingMetric(summary);
  if (combinations.length === 0) return null;
  const values = (entry: Entry, name: Combination): Cell[] => {
    const bound = metricValue(entry.bounds[name], metric);
    const nested = hasNested(summary, name) ? metricValue(entry.nested[name], metric) : null;
    const lowest = metricValue(entry.objectBounds[name], metric);
    const change = bound === null || lowest === null ? null : lowest - bound;
    return [combinationLabel(name, summary.shifts), bound, nested, lowest, change];
  };
  return {
    name: "object-level",
    ...titled(
      `Pooled ${metric.title} at each sample's own worst shift, and at the shifts that are worst for the object`,
      summary,
    ),
    columns: columnsOf(summary),
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
      hasMaps(summary)
        ? `Object-level: one evaluated point per sample, chosen to minimise the ${metric.title} pooled over the object's pixels. The choice starts from the per-sample worst points and only descends. It is a value that was found, not the minimum: other shifts, and other choices, may be worse.`
        : `Object-level: of each sample the worst point that was evaluated, in a search or without; no other choice of them has a lower ${metric.title}. Shifts that were not evaluated may be worse.`,
      madeNote(summary),
    ],
  };
}
