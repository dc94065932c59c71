// Uniform sweeps of the mean: the whole test set shifted by one value.

import type { ShiftFacts } from "../../core/shift.ts";
import { amountShown, shownAmount } from "../../core/shift-amount.ts";
import type { RunSummary } from "../../results/schema.ts";
import { shownMetrics } from "../facts.ts";
import { combinationLabel, signed } from "../format.ts";
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

/** "θ in degrees, clockwise", "δs as a number, 0 at rest", "q: +25 is q75". */
function unitText(facts: ShiftFacts): string {
  const { symbol, unit, positive, range } = facts;
  const way = positive === undefined ? "" : `, ${positive}`;
  if (amountShown(facts, 0) !== 0)
    return `${symbol}${unit === "" ? "" : ` in ${unit}`}${way}: ${signed(range[1], 0)} is ${shownAmount(facts, range[1])}`;
  return unit === "" ? `${symbol} as a number, 0 at rest${way}` : `${symbol} in ${unit}${way}`;
}
