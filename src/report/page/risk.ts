// Risk on the page: its box, above that of decisions at rest.

import type { RunSummary } from "../../results/schema.ts";
import { riskFindings } from "../risk-words.ts";
import { bullets, escapeHtml } from "./html.ts";

/** Nothing of a run that was asked for none. */
export function riskBox(summary: RunSummary): string[] {
  const findings = riskFindings(summary);
  if (findings === null) return [];
  const { headline, objects, about } = findings;
  const isOne = objects.length === 1;
  const said = objects.flatMap(({ own, sentences }) =>
    sentences.map((sentence) => (isOne ? sentence : `${own.object}: ${sentence}`)),
  );
  return [
    `<div class="verdict"><p><strong>${escapeHtml(headline)}</strong></p>${bullets([...said, ...about])}</div>`,
  ];
}
