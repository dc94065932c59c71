// Intervals over the sampling of test pictures, for every metric that the tables print.

import type { Bounds, Intervals, MetricSet, RunSummary } from "../../results/schema.ts";
import { BOUND_KINDS, UNSHIFTED } from "../bound-kinds.ts";
import { leadingMetric, metricValue, shownMetrics } from "../facts.ts";
import { hasNested } from "../findings.ts";
import { combinationLabel } from "../format.ts";
import { type At, spreadOf } from "../spread.ts";
import {
  changeUnitOf,
  columnKey,
  intervalCell,
  intervalColumn,
  intervalNotes,
  madeNote,
  RANGES_COLUMN,
  rangesCell,
  TEXT_OBJECT,
  titled,
  unitOf,
} from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

function columnsOf(summary: RunSummary): Column[] {
  return [
    TEXT_OBJECT,
    { label: "worst over", key: "worst_over", unit: "text" },
    { label: "worst found", key: "worst_found", unit: "text" },
    ...shownMetrics(summary).flatMap((metric): Column[] => {
      const { title: group } = metric;
      const [unit, changeUnit] = [unitOf(metric), changeUnitOf(metric)];
      return [
        { group, label: "value", key: columnKey(metric), ...unit },
        { group, label: "from", key: columnKey(metric, "low"), ...unit },
        { group, label: "to", key: columnKey(metric, "high"), ...unit },
        { group, label: "Δ from", key: columnKey(metric, "change_low", "change"), ...changeUnit },
        { group, label: "Δ to", key: columnKey(metric, "change_high", "change"), ...changeUnit },
      ];
    }),
    intervalColumn(false),
    RANGES_COLUMN,
  ];
}

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
      [name, UNSHIFTED, "", ...cells(null)],
      ...places.map(({ at, label }) => [
        name,
        combinationLabel(at.combination, summary.shifts),
        label,
        ...cells(at),
      ]),
    ];
  };
  const meanRows = rowsOf(null, mean);
  return {
    name: "intervals",
    ...titled("Intervals over the sampling of test pictures", summary),
    columns: columnsOf(summary),
    rows: [...objects.flatMap((entry) => rowsOf(entry.object, entry)), ...meanRows],
    grouped: true,
    summaryRows: meanRows.length,
    notes: [...intervalNotes(summary), madeNote(summary)],
  };
}

/** The original has no change: blank, not undefined. */
function cellsOf(summary: RunSummary, object: string | null, entry: Entry, at: At): Cell[] {
  const isOriginal = at === null;
  const metrics = isOriginal ? entry.original : entry[at.kind][at.combination];
  const values = shownMetrics(summary).flatMap((metric): Cell[] => {
    const { value, change } = spreadOf(summary, object, entry, at, metric);
    return [
      ...[metricValue(metrics, metric), value?.low ?? null, value?.high ?? null],
      ...(isOriginal ? ["", ""] : [change?.low ?? null, change?.high ?? null]),
    ];
  });
  const { value } = spreadOf(summary, object, entry, at, leadingMetric(summary));
  return [
    ...values,
    intervalCell(summary, entry, value),
    rangesCell(summary, isOriginal ? null : at.combination),
  ];
}
