// Original against lower bound, per object and mean: once as cells, then as text, CSV, Markdown and LaTeX.

import type { MetricSet, RunSummary } from "../results/schema.ts";
import { combinationLabel, percent, points, relative } from "./format.ts";

export interface Table {
  readonly name: string;
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const HEAD = ["object", "", "pAUROC", "AUPRO", "F1-max", "loss", "Δ pAUROC", "relative"];

/** Per object: the unshifted row, then one row per combination searched with its drop in points and relative. */
export function boundTable(summary: RunSummary): Table {
  const entries = [
    ...summary.objects.map((entry) => ({ label: entry.object, ...entry })),
    { label: "mean", ...summary.mean },
  ];
  const rows = entries.flatMap(({ label, original, bounds }) => [
    [label, "original", ...metricCells(original), "", ""],
    ...summary.combinations.map((name) => {
      const bound = bounds[name];
      if (bound === undefined) return [label, combinationLabel(name), "–", "–", "–", "–", "–", "–"];
      const drop = [points(original.pauroc, bound.pauroc), relative(original.pauroc, bound.pauroc)];
      return [label, combinationLabel(name), ...metricCells(bound), ...drop];
    }),
  ]);
  return {
    name: "bound",
    title: "Original and lower bound (per cent; AUPRO to FPR 0.3; every sample at its own worst shift)",
    head: HEAD,
    rows,
  };
}

/** The table in aligned columns. */
export function tableText({ title, head, rows }: Table): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? "").length)));
  const aligned = lines.map((cells) =>
    cells
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
  const rule = "-".repeat(Math.max(...aligned.map((line) => line.length)));
  return [title, "", aligned[0] ?? "", rule, ...aligned.slice(1)].join("\n");
}

/** The table as CSV. */
export function tableCsv({ head, rows }: Table): string {
  return [head, ...rows].map((cells) => `${cells.map(csvCell).join(",")}\n`).join("");
}

/** The table as Markdown. */
export function tableMarkdown({ head, rows }: Table): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  const rule = head.map((_, column) => (column < 2 ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("");
}

/** The table as LaTeX (booktabs). */
export function tableLatex({ head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `${cells.map(latexCell).join(" & ")} \\\\\n`;
  const columns = head.map((_, column) => (column < 2 ? "l" : "r")).join("");
  return `\\begin{tabular}{${columns}}\n\\toprule\n${line(head)}\\midrule\n${rows.map(line).join("")}\\bottomrule\n\\end{tabular}\n`;
}

/** A CSV cell, quoted where it has to be. */
export function csvCell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function metricCells({ pauroc, aupro, f1max, loss }: MetricSet): string[] {
  return [percent(pauroc), percent(aupro), percent(f1max), loss === null ? "–" : loss.toFixed(3)];
}

function latexCell(text: string): string {
  const symbols: Readonly<Record<string, string>> = {
    θ: "$\\theta$",
    δ: "$\\delta$",
    Δ: "$\\Delta$",
    "−": "$-$",
    "–": "--",
    "%": "\\%",
    _: "\\_",
    "&": "\\&",
    "#": "\\#",
  };
  return text.replace(/[θδΔ−–%_&#]/g, (character) => symbols[character] ?? character);
}
