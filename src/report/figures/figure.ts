// What a figure is, and how one is drawn without a browser: Observable Plot on a document of linkedom's.

import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { RunSummary } from "../../results/schema.ts";
import { csvCell } from "../tables.ts";

export interface Figure {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly svg: string;
  readonly csv: string;
}

/** Draws a figure of a run; null where the run has nothing for it. */
export type DrawFigure = (summary: RunSummary) => Figure | readonly Figure[] | null;

/** Okabe and Ito's colours, told apart by colour-blind readers too. */
export const COLOURS: readonly string[] = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#56b4e9",
  "#e69f00",
  "#000000",
];
/** Dashes that tell the same lines apart in grey. */
export const DASHES: readonly string[] = ["none", "6 3", "2 2", "8 3 2 3", "10 4", "4 1 1 1", "1 3"];

type PlotOptions = NonNullable<Parameters<typeof Plot.plot>[0]>;

/** The SVG text of a plot: white ground, numbers to three decimals, nothing random. */
export function svgOf(options: PlotOptions, label: string): string {
  const { document } = parseHTML("<html><body></body></html>");
  const element = Plot.plot({
    ...options,
    document,
    className: "figure",
    ariaLabel: label,
    style: { background: "white", color: "#222", fontFamily: "system-ui, sans-serif", fontSize: "12px" },
  } as PlotOptions);
  const svg = element.outerHTML.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" role="img" ');
  return svg.replace(/-?\d+\.\d{4,}(?:e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(3))));
}

/** Rows as CSV, columns in the order of the first row. */
export function rowsCsv(rows: readonly Readonly<Record<string, string | number | null>>[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => columns.map((column) => csvCell(String(row[column] ?? ""))).join(","));
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}
