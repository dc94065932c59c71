// Risks for a terminal of 80 columns: of each object a small table over the draws, then what they say.

import type { ObjectRisk } from "../results/risk.ts";
import type { RunSummary } from "../results/schema.ts";
import { percent, shortened, wrapped } from "./format.ts";
import { riskFindings, riskValueTitle } from "./risk-words.ts";

const COLUMNS = 80;

/** Null where no risk was asked for. */
export function riskText(summary: RunSummary): string | null {
  const findings = riskFindings(summary);
  if (findings === null) return null;
  const said = [
    ...findings.objects.flatMap(({ own, sentences }) => [
      ...tableLines(own, summary),
      ...sentences.map((line) => wrapped(`  ${line}`, COLUMNS, "    ")),
    ]),
    ...[...findings.about, ...findings.thresholds].map((line) => wrapped(line, COLUMNS, "  ")),
  ];
  return said.join("\n");
}

/** Without what has no value. */
function tableLines({ object, values }: ObjectRisk, summary: RunSummary): string[] {
  const rows = [
    [shortened(object, 26), "at rest", "mean", "worst 5%", "worst"],
    ...values
      .filter(({ mean }) => mean !== null)
      .map(({ name, atRest, mean, quantile5, worst }) => [
        `  ${riskValueTitle(name, summary)}`,
        ...[atRest, mean, quantile5, worst].map((value) => (value === null ? "–" : `${percent(value)}%`)),
      ]),
  ];
  return rows.map(([head = "", ...cells]) =>
    [head.padEnd(28), ...cells.map((cell) => cell.padStart(10))].join(""),
  );
}
