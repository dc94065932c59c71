// An answer's charts on the page, in its own order.

import { acceptanceOf } from "../../results/acceptance.ts";
import { riskOf } from "../../results/risk.ts";
import type { RunSummary } from "../../results/schema.ts";
import { toleranceOf } from "../../results/tolerance.ts";
import type { AnswerPictures, DrawnChart } from "../answers/drawn.ts";
import { type DrawnAnswer, drawAnswers } from "../answers/index.ts";
import { capitalised } from "../format.ts";
import { escapeHtml, htmlFigure, htmlTable, section } from "./html.ts";

/** Data URIs of pictures, by their file. */
export type AnswerSources = ReadonlyMap<string, string>;

/** True of a run that a box of its own stands above all else for: of verdicts, tolerances or risks. */
export function hasBox(summary: Pick<RunSummary, "answers">): boolean {
  return [acceptanceOf, toleranceOf, riskOf].some((found) => found(summary) !== undefined);
}

/** The answers that such a box is of, and all others. */
export function answersApart(summary: RunSummary): readonly [boxed: DrawnAnswer[], others: DrawnAnswer[]] {
  const drawn = drawAnswers(summary);
  const isBoxed = (at: number): boolean => hasBox({ answers: summary.answers.slice(at, at + 1) });
  return [drawn.filter((_, at) => isBoxed(at)), drawn.filter((_, at) => !isBoxed(at))];
}

/** The section of an answer; nothing where it has no chart. */
export function answerHtml({ title, charts }: DrawnAnswer, sources: AnswerSources): string[] {
  return section(
    escapeHtml(capitalised(title)),
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
