// Uniform sweeps of the mean: the whole test set shifted by one value.

import type { ShiftFacts } from "../../core/shift.ts";
import type { RunSummary } from "../../results/schema.ts";
import { shownMetrics } from "../facts.ts";
import { combinationLabel } from "../format.ts";
import { rangesOfRun, shiftsOf, titleWithRanges } from "../ranges.ts";
import { CONTROLS_NOTE, controlCells, controlColumns, hasControls } from "./controls.ts";
import { definitions, madeNote, metricCells, metricColumns, RANGES_COLUMN, rangesCell } from "./rows.ts";
import type { Table } from "./table.ts";

/** A row per shift and value, mean over objects; null where nothing was swept. */
export function sweepsTable(summary: RunSummary): Table | null {
  const { mean, shifts } = summary;
  if (mean.sweeps.length === 0) return null;
  const swept = shiftsOf(
    summary,
    mean.sweeps.map(({ shift }) => shift),
  );
  const metrics = shownMetrics(summary);
  const ranges = rangesOfRun(summary, swept);
  return {
    name: "sweeps",
    title: titleWithRanges("Every sample shifted by the same value, mean over objects", ranges),
    ranges,
    columns: [
      { label: "shift", key: "shift", unit: "text" },
      { label: "value", key: "value", unit: "signed" },
      ...metricColumns(metrics),
      ...controlColumns(summary),
      RANGES_COLUMN,
    ],
    rows: mean.sweeps.flatMap(({ shift, points }) =>
      points.map(({ value, metrics: set, controls }) => [
        ...[combinationLabel(shift, shifts), value, ...metricCells(set, metrics)],
        ...[...controlCells(summary, controls), rangesCell(summary, shift)],
      ]),
    ),
    grouped: true,
    summaryRows: 0,
    notes: [
      definitions(summary),
      `${swept.map(unitText).join("; ")}.`,
      ...(hasControls(summary) ? [CONTROLS_NOTE] : []),
      madeNote(summary),
    ],
  };
}

/** "θ in degrees, clockwise", "δs in units of saturation". */
function unitText({ symbol, title, unit, positive }: ShiftFacts): string {
  const amount = unit === "" ? `units of ${title}` : unit;
  return `${symbol} in ${amount}${positive === undefined ? "" : `, ${positive}`}`;
}
