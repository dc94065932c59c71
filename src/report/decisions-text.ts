// The decisions of a run for a terminal: a small table per object, then what they say.

import type { Count } from "../results/decisions.ts";
import type { RunSummary } from "../results/schema.ts";
import { type Decisions, decisionsIn, type Side, type Stage, stagesOf } from "./decisions.ts";
import { decisionLines } from "./decisions-sentences.ts";

const HEADS: Readonly<Record<Stage["name"], string>> = {
  ...{ rest: "at rest", typical: "typical", common: "worst common", worst: "worst found" },
};

const ROWS: Readonly<Record<Side, string>> = { escapes: "escapes", falseRejects: "false rejects" };

/** k of n with the exact 95% interval in per cent, at rest and under the combination with the most shifts. */
export function decisionsText(summary: RunSummary): string {
  const decisions = decisionsIn(summary);
  const tables =
    decisions === null ? [] : decisions.objects.flatMap((object) => tableLines(object, decisions));
  return [...tables, ...decisionLines(summary)].join("\n");
}

function tableLines(object: Decisions["objects"][number], { sides, combination }: Decisions): string[] {
  const stages = sides.map((side) => ({ side, stages: stagesOf(object, side, combination) }));
  const names = stages[0]?.stages.map(({ name }) => name) ?? [];
  const rows = [
    [object.object, ...names.map((name) => HEADS[name])],
    ...stages.map((own) => [`  ${ROWS[own.side]}`, ...own.stages.map(({ count }) => countText(count))]),
  ];
  const widths = names.map((_, at) => Math.max(...rows.map((cells) => cells[at + 1]?.length ?? 0)));
  return rows.map(([head = "", ...cells]) =>
    [head.padEnd(15), ...cells.map((cell, at) => cell.padEnd(widths[at] ?? 0))].join("  ").trimEnd(),
  );
}

/** "3/24 (3–32%)", "–" of none. */
function countText({ k, n, low, high }: Count): string {
  if (n === 0) return "–";
  const share = low === null || high === null ? "" : ` (${wholePercent(low)}–${wholePercent(high)}%)`;
  return `${k}/${n}${share}`;
}

function wholePercent(share: number): string {
  return (100 * share).toFixed(0);
}
