// A chart that is a table.

import type { ChartCell } from "../../results/chart.ts";
import { titleWithRanges } from "../ranges.ts";
import { RANGES_COLUMN } from "../tables/rows.ts";
import type { Column, Unit } from "../tables/table.ts";
import { axisKey, axisText, type DrawKind } from "./drawn.ts";

/** Decimals of numbers: as many as tell them apart, at most three. */
const MOST_DECIMALS = 3;

export const drawTable: DrawKind<"table"> = ({ title, columns, rows }, { name, ranges, made }) => ({
  kind: "table",
  table: {
    ...{ name, title: titleWithRanges(title, ranges), ranges },
    columns: [
      ...columns.map((axis, at): Column => {
        const cells = rows.map((row) => row[at] ?? null);
        const unit = unitOf(axis.unit, cells);
        return {
          label: axisText(axis),
          key: axisKey(axis),
          ...(unit === "number" ? { unit, digits: decimalsOf(cells) } : { unit }),
        };
      }),
      RANGES_COLUMN,
    ],
    ...{ rows: rows.map((row) => [...columns.map((_, at) => row[at] ?? null), ranges]) },
    ...{ grouped: false, summaryRows: 0, notes: [made] },
  },
});

/** A column with any text is text, whatever its unit. */
function unitOf(unit: string, cells: readonly ChartCell[]): Unit {
  if (cells.length > 0 && cells.some((cell) => typeof cell === "string")) return "text";
  return unit === "fraction" ? "percent" : "number";
}

function decimalsOf(cells: readonly ChartCell[]): number {
  const decimals = cells.map((cell) =>
    typeof cell === "number" ? (String(Number(cell.toFixed(MOST_DECIMALS))).split(".")[1] ?? "").length : 0,
  );
  return Math.max(0, ...decimals);
}
