// The decisions of a run for a terminal of 80 columns: a small table per object, then what they say.

import type { Count } from "../results/decisions.ts";
import type { RunSummary } from "../results/schema.ts";
import { type Decisions, decisionsIn, SIDE_WORDS, STAGE_TITLES, stagesOf } from "./decisions.ts";
import { decisionLines } from "./decisions-sentences.ts";
import { greatestOf } from "./extremes.ts";
import { shortened, wrapped } from "./format.ts";

const COLUMNS = 80;

/**
 * k of n with the exact 95% interval in per cent, at rest and under the combination with the most shifts; empty without an
 * operating point.
 */
export function decisionsText(summary: RunSummary): string {
  const decisions = decisionsIn(summary);
  const tables =
    decisions === null ? [] : decisions.objects.flatMap((object) => tableLines(object, decisions));
  return [...tables, ...decisionLines(summary).map((line) => wrapped(line, COLUMNS, "  "))].join("\n");
}

/** With the intervals between the first and the last column where there is room for them. */
function tableLines(object: Decisions["objects"][number], decisions: Decisions): string[] {
  const whole = tableOf(object, decisions, true);
  return whole.every((line) => [...line].length <= COLUMNS) ? whole : tableOf(object, decisions, false);
}

function tableOf(
  object: Decisions["objects"][number],
  { sides, combination }: Decisions,
  hasAllIntervals: boolean,
): string[] {
  const stages = sides.map((side) => ({ side, stages: stagesOf(object, side, combination) }));
  const names = stages[0]?.stages.map(({ name }) => name) ?? [];
  const rows = [
    [
      shortened(object.object, 15),
      ...names.map((name) => (name === "worst" ? "per picture" : STAGE_TITLES[name])),
    ],
    ...stages.map((own) => [
      `  ${SIDE_WORDS[own.side].title}`,
      ...own.stages.map(({ count }, at) =>
        countText(count, hasAllIntervals || at === 0 || at === own.stages.length - 1),
      ),
    ]),
  ];
  const widths = names.map((_, at) => greatestOf(rows.map((cells) => cells[at + 1]?.length ?? 0)));
  return rows.map(([head = "", ...cells]) =>
    [head.padEnd(15), ...cells.map((cell, at) => cell.padEnd(widths[at] ?? 0))].join("  ").trimEnd(),
  );
}

/** "3/24 (3–32%)" or "3/24", "–" of none. */
function countText({ k, n, low, high }: Count, hasInterval: boolean): string {
  if (n === 0) return "–";
  const share =
    !hasInterval || low === null || high === null ? "" : ` (${wholePercent(low)}–${wholePercent(high)}%)`;
  return `${k}/${n}${share}`;
}

function wholePercent(share: number): string {
  return (100 * share).toFixed(0);
}
