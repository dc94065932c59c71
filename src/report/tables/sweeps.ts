// Uniform sweeps of the mean: the whole test set shifted by one value.

import type { Shift } from "../../core/shift.ts";
import type { RunSummary } from "../../results/schema.ts";
import { combinationLabel } from "../format.ts";
import { rangesText, titleWithRanges } from "../ranges.ts";
import { DEFINITIONS, METRIC_COLUMNS, madeNote, metricCells, RANGES_COLUMN, rangesCell } from "./rows.ts";
import type { Column, Table } from "./table.ts";

const COLUMNS: readonly Column[] = [
  { label: "shift", key: "shift", unit: "text" },
  { label: "value", key: "value", unit: "signed" },
  ...METRIC_COLUMNS,
  RANGES_COLUMN,
];

const UNITS: Readonly<Record<Shift, string>> = {
  theta: "θ in degrees, clockwise",
  hue: "δh in radians",
  saturation: "δs in units of saturation",
};

/** A row per shift and value, mean over objects; null where nothing was swept. */
export function sweepsTable(summary: RunSummary): Table | null {
  const { mean, provenance } = summary;
  if (mean.sweeps.length === 0) return null;
  const swept = mean.sweeps.map(({ shift }) => shift);
  const ranges = rangesText(provenance.ranges, swept);
  return {
    name: "sweeps",
    title: titleWithRanges("Every sample shifted by the same value, mean over objects", ranges),
    ranges,
    columns: COLUMNS,
    rows: mean.sweeps.flatMap(({ shift, points }) =>
      points.map(({ value, metrics }) => [
        ...[combinationLabel(shift), value, ...metricCells(metrics), rangesCell(summary, shift)],
      ]),
    ),
    grouped: true,
    summaryRows: 0,
    notes: [DEFINITIONS, `${swept.map((shift) => UNITS[shift]).join("; ")}.`, madeNote(summary)],
  };
}
