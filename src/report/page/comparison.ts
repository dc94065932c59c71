// The run beside its baseline on the page: what is worse, then the tests.

import type { RunSummary } from "../../results/schema.ts";
import { comparisonLines } from "../comparison.ts";
import { comparisonTables } from "../tables/comparison.ts";
import { bullets, escapeHtml, htmlTable, section } from "./html.ts";

/** Its sentences in a box, its tables below; nothing of a run without a baseline. */
export function comparisonSection(summary: RunSummary): string[] {
  const [first, ...others] = comparisonLines(summary);
  if (first === undefined) return [];
  const box = `<div class="verdict below"><p><strong>${escapeHtml(first)}</strong></p>${bullets(others)}</div>`;
  return section("Beside the baseline", [box, ...comparisonTables(summary).map(htmlTable)]);
}
