// Tables as text for the terminal, CSV, Markdown and LaTeX. Names are escaped as each of them asks.

import { escapedText } from "../../core/shown-text.ts";
import { greatestOf } from "../extremes.ts";
import {
  type Cell,
  type Column,
  cellText,
  cellValue,
  headingOf,
  isText,
  type Table,
  visible,
} from "./table.ts";

export type TableFormat = "txt" | "csv" | "md" | "tex";

/** A table in each format, by file suffix. */
export const TABLE_WRITERS: Readonly<Record<TableFormat, (table: Table) => string>> = {
  txt: tableText,
  csv: tableCsv,
  md: tableMarkdown,
  tex: tableLatex,
};

/** The table in aligned columns, with its title above and its notes below. */
export function tableText(whole: Table): string {
  const table = visible(whole);
  const { title, columns, notes, summaryRows } = table;
  const body = table.rows.map((row, index) => shownCells(table, row, index).map(escapedText));
  const head = columns.map(headingOf);
  const widths = columns.map((_, at) => greatestOf([head, ...body].map((cells) => widthOf(cells[at] ?? ""))));
  const aligned = [head, ...body].map((cells) =>
    cells
      .map((cell, at) => {
        const space = " ".repeat((widths[at] ?? 0) - widthOf(cell));
        return isText(columns[at] as Column) ? cell + space : space + cell;
      })
      .join("  ")
      .trimEnd(),
  );
  const rule = "-".repeat(greatestOf(aligned.map(widthOf)));
  const [heading = "", ...lines] = aligned;
  const split = lines.length - summaryRows;
  const foot = summaryRows === 0 ? [] : [rule, ...lines.slice(split)];
  const below = notes.length === 0 ? [] : ["", ...notes];
  return `${[title, "", heading, rule, ...lines.slice(0, split), ...foot, ...below].join("\n")}\n`;
}

/** The table as CSV: keys with units as heading, every row complete, hidden columns among them. */
export function tableCsv({ columns, rows }: Table): string {
  return csvLines(
    columns.map(({ key }) => key),
    rows.map((row) => columns.map((column, at) => cellValue(row[at], column))),
  );
}

/** A heading and rows as CSV (RFC 4180 quoting, line feeds). */
export function csvLines(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [head, ...rows].map((cells) => `${cells.map(quoted).join(",")}\n`).join("");
}

/** Records as CSV, columns in the order of the first; null is empty. */
export function recordsCsv(records: readonly Readonly<Record<string, Cell>>[]): string {
  const columns = Object.keys(records[0] ?? {});
  return csvLines(
    columns,
    records.map((record) => columns.map((column) => String(record[column] ?? ""))),
  );
}

/** The table as Markdown, with its title and notes. */
export function tableMarkdown(whole: Table): string {
  const { title, columns, rows, notes } = visible(whole);
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownText).join(" | ")} |\n`;
  const rule = `| ${columns.map((column) => (isText(column) ? "---" : "---:")).join(" | ")} |\n`;
  const body = rows.map((row) => line(columns.map((column, at) => cellText(row[at], column))));
  const below = notes.map((note) => `\n${markdownText(note)}\n`);
  return [`**${markdownText(title)}**\n\n`, line(columns.map(headingOf)), rule, ...body, ...below].join("");
}

/** The table as LaTeX (needs booktabs): its ranges as a last row, its title and notes as comments. */
export function tableLatex(whole: Table): string {
  const table = visible(whole);
  const { title, ranges, columns, rows, notes, summaryRows } = table;
  const line = (cells: readonly string[]): string => `${cells.map(latexText).join(" & ")} \\\\\n`;
  const body = rows.map((row, index) => {
    const rule = index === rows.length - summaryRows && index > 0 ? "\\midrule\n" : "";
    return rule + line(shownCells(table, row, index));
  });
  const comment = (text: string): string => `% ${text.replace(/\s+/g, " ")}\n`;
  return [
    ...[title, ...notes].map(comment),
    `\\begin{tabular}{${columns.map((column) => (isText(column) ? "l" : "r")).join("")}}\n\\toprule\n`,
    line(columns.map(headingOf)),
    "\\midrule\n",
    ...body,
    "\\bottomrule\n",
    ...(ranges === undefined ? [] : [`\\multicolumn{${columns.length}}{l}{${latexText(ranges)}} \\\\\n`]),
    "\\end{tabular}\n",
  ].join("");
}

/** The cells of a row as people read them; of a group, only the first row names it. */
export function shownCells({ columns, rows, grouped }: Table, row: readonly Cell[], index: number): string[] {
  const repeated = grouped && index > 0 && rows[index - 1]?.[0] === row[0];
  return columns.map((column, at) => (repeated && at === 0 ? "" : cellText(row[at], column)));
}

/** Characters, not UTF-16 units. */
function widthOf(text: string): number {
  return [...text].length;
}

function markdownText(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\|<>*`[\]]/g, "\\$&");
}

const LATEX: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  θ: "$\\theta$",
  δ: "$\\delta$",
  Δ: "$\\Delta$",
  "−": "$-$",
  "±": "$\\pm$",
  "–": "--",
  "→": "$\\to$",
  "°": "$^\\circ$",
};

function latexText(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\^~<>θδΔ−±–→°{}$&#_%]/g, (character) => LATEX[character] ?? `\\${character}`);
}
