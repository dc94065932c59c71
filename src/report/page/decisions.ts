// Decisions on the page: the first box, and the section below it.

import type { RunSummary } from "../../results/schema.ts";
import { decisionFindings } from "../decisions-sentences.ts";
import { decisionFigures } from "../figures/index.ts";
import { decisionTables } from "../tables/index.ts";
import { hasBox } from "./answer.ts";
import { bullets, escapeHtml, htmlFigure, htmlTable, section } from "./html.ts";

/** The first box of a run with an operating point; nothing of one without. */
export function decisionsBox(summary: RunSummary): string[] {
  const findings = decisionFindings(summary);
  if (findings === null) return [];
  const { headline, sentences, limits } = findings;
  const unsaid =
    limits.length === 0 ? "" : `<p class="sub">What these numbers cannot say:</p>${bullets(limits)}`;
  return [
    `<div class="verdict${hasBox(summary) ? " below" : ""}"><p><strong>${escapeHtml(headline)}</strong></p>${bullets(sentences)}${unsaid}</div>`,
  ];
}

/** The section of decisions: counts, then what they are made of. */
export function decisionsSection(summary: RunSummary): string[] {
  const [counts, ...others] = decisionTables(summary).map(htmlTable);
  if (counts === undefined) return [];
  return section("Decisions", [counts, ...decisionFigures(summary).map(htmlFigure), ...others]);
}
