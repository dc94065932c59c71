// An answer's charts on the page, in its own order.

import type { AnswerPictures, DrawnChart } from "../answers/drawn.ts";
import type { DrawnAnswer } from "../answers/index.ts";
import { escapeHtml, htmlFigure, htmlTable, section } from "./html.ts";

/** Data URIs of pictures, by their file. */
export type AnswerSources = ReadonlyMap<string, string>;

/** The section of an answer; nothing where it has no chart. */
export function answerHtml({ title, charts }: DrawnAnswer, sources: AnswerSources): string[] {
  return section(
    escapeHtml(title),
    charts.map((chart) => chartHtml(chart, sources)),
  );
}

function chartHtml(chart: DrawnChart, sources: AnswerSources): string {
  if (chart.kind === "figure") return htmlFigure(chart.figure);
  return chart.kind === "table" ? htmlTable(chart.table) : picturesHtml(chart.pictures, sources);
}

function picturesHtml({ title, pictures }: AnswerPictures, sources: AnswerSources): string {
  const figures = pictures.map(({ caption, file }) => {
    const source = sources.get(file);
    const image = source === undefined ? "" : `<img src="${source}" alt="${escapeHtml(caption)}">`;
    return `<figure>${image}<figcaption>${escapeHtml(caption)}</figcaption></figure>`;
  });
  return `<section class="case"><header><strong>${escapeHtml(title)}</strong></header>${figures.join("")}</section>`;
}
