// The reproduction's report.html: table 1 and the checklist first, then the paper's figures in its order.

import type { Reproduction } from "../../results/reproduction.ts";
import { escapeHtml, htmlFigure, htmlTable, section } from "../page/html.ts";
import { htmlPage } from "../page/shell.ts";
import { stampHtml } from "../page/stamp.ts";
import type { Table } from "../tables/table.ts";
import { checklist } from "./checklist.ts";
import type { PaperFigure } from "./figures/figure.ts";
import { datasetName, firstLook } from "./names.ts";

/** The paper has ten figures. */
const FIGURES = 10;

export interface DrawnFigure extends PaperFigure {
  readonly svg: string;
}

/** The page; `said` stands below its title. The same input gives the same bytes. */
export function reproductionPage(
  reproduction: Reproduction,
  figures: readonly DrawnFigure[],
  tables: readonly Table[],
  said: string | null = null,
): string {
  const title = "Semantic robustness of zero-shot anomaly segmentation: the paper's tables and figures";
  const [first, ...others] = tables;
  const sections = [
    `<h1>${title}</h1>\n<p class="sub">${escapeHtml(scopeText(reproduction))}</p>`,
    ...(said === null ? [] : [`<p class="note">${escapeHtml(said)}</p>`]),
    ...(first === undefined ? [] : [htmlTable(first)]),
    ...section("Checklist", [checklistHtml(reproduction)]),
    ...section("Figures", [...figures.map(figureHtml), missingText(figures)]),
    ...section("Selection of objects", others.map(htmlTable)),
    ...section("Studies", [studiesHtml(reproduction)]),
  ];
  return htmlPage(title, sections, stampHtml(reproduction.stamp, reproduction.version));
}

function scopeText(reproduction: Reproduction): string {
  const { studies } = reproduction;
  const names = studies.map(({ dataset, model }) => `${datasetName(dataset)} with ${model}`);
  return [firstLook(reproduction), `arXiv 2405.07969 on ${names.join(", ")}.`]
    .filter((part) => part !== null)
    .join(" ");
}

function checklistHtml(reproduction: Reproduction): string {
  const items = checklist(reproduction).map(
    ({ claim, state, detail }) => `<li><strong>${state}</strong>: ${escapeHtml(`${claim} (${detail})`)}</li>`,
  );
  return `<p class="note">What the published weights and data should give.</p><ul>${items.join("")}</ul>`;
}

function figureHtml({ number, chart, svg }: DrawnFigure): string {
  return htmlFigure({ svg, caption: `Figure ${number}. ${chart.caption}` });
}

function missingText(figures: readonly DrawnFigure[]): string {
  const drawn = figures.map(({ number }) => number);
  const missing = Array.from({ length: FIGURES }, (_, at) => at + 1).filter(
    (number) => !drawn.includes(number),
  );
  return missing.length === 0
    ? ""
    : `<p class="note">Not drawn, for want of their data set, of samples with a defect or of pictures: figures ${missing.join(", ")}.</p>`;
}

function studiesHtml({ studies, best }: Reproduction): string {
  const items = [...studies, ...best].map(({ dataset, model, folder, summary: { provenance } }) => {
    const text = `${datasetName(dataset)} with ${model}, searched by ${provenance.strategy}`;
    const digests = `detector ${provenance.detector.digest.slice(0, 16)}…, samples ${provenance.dataset.digest.slice(0, 16)}…, device ${provenance.device}`;
    return `<li><a href="${escapeHtml(encodeURI(`${folder}/report.html`))}">${escapeHtml(text)}</a>: ${escapeHtml(digests)}</li>`;
  });
  return `<ul>${items.join("")}</ul>`;
}
