// What a table is: named columns with units over raw values. How it looks in text, CSV, Markdown, LaTeX or HTML is
// the writers' affair, so that no number is rounded or formatted twice.

import { plain, signed, UNDEFINED } from "../format.ts";

/**
 * How a column's values are printed. Fractions: percent. Differences: points (of per cent). Ratios: relative.
 * Others are printed in their own unit, `signed` with a sign.
 */
export type Unit = "text" | "percent" | "points" | "relative" | "number" | "signed";

export interface Column {
  /** Heading for people. */
  readonly label: string;
  /** Heading for machines, with its unit: "pauroc_percent". */
  readonly key: string;
  readonly unit: Unit;
  /** Decimals; 1 for percent and points, 0 for relative, 3 for numbers unless given. */
  readonly digits?: number;
  /** A heading above several neighbouring columns. */
  readonly group?: string;
  /** True for a column of the CSV alone: people read it in the title or in the notes. */
  readonly hidden?: boolean;
}

export type Cell = string | number | null;

export interface Table {
  readonly name: string;
  readonly title: string;
  /** The ranges that the numbers hold for, in words, as the title has them; absent where none apply. */
  readonly ranges?: string;
  readonly columns: readonly Column[];
  /** Raw values: fractions for percent, points and relative. */
  readonly rows: readonly (readonly Cell[])[];
  /** True where rows of equal first cell belong together. */
  readonly grouped: boolean;
  /** The last rows that are a summary (the mean) and stand apart. */
  readonly summaryRows: number;
  /** What the reader must know: definitions, reasons for undefined values. */
  readonly notes: readonly string[];
}

/** The table as people read it: without its hidden columns. */
export function visible(table: Table): Table {
  const { columns, rows } = table;
  const shown = columns.map(({ hidden = false }) => !hidden);
  return {
    ...table,
    columns: columns.filter((_, at) => shown[at]),
    rows: rows.map((row) => row.filter((_, at) => shown[at])),
  };
}

/** A cell as people read it. */
export function cellText(cell: Cell | undefined, { unit, digits }: Column): string {
  if (cell === null || cell === undefined) return UNDEFINED;
  if (typeof cell === "string") return cell;
  switch (unit) {
    case "percent":
      return plain(100 * cell, digits ?? 1);
    case "points":
      return signed(100 * cell, digits ?? 1);
    case "relative":
      return `${signed(100 * cell, digits ?? 0)}%`;
    case "signed":
      return signed(cell, digits ?? 2);
    default:
      return plain(cell, digits ?? 3);
  }
}

/** A cell as machines read it: per cent for fractions, six decimals at most, empty where undefined. */
export function cellValue(cell: Cell | undefined, { unit }: Column): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "string") return cell;
  const scaled = unit === "percent" || unit === "points" || unit === "relative" ? 100 * cell : cell;
  return String(Number(scaled.toFixed(6)));
}

/** True for the columns that are aligned to the left. */
export function isText({ unit }: Column): boolean {
  return unit === "text";
}

/** The heading in one line: its group, where it has one, and its own label. */
export function headingOf({ group, label }: Column): string {
  return group === undefined ? label : `${group} ${label}`;
}
