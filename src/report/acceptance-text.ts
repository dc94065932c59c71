// Verdicts for a terminal of 80 columns: of several objects a line each, then one screen about the worst of them.

import type { ShiftFacts } from "../core/shift.ts";
import type { AcceptanceData, ObjectAcceptance } from "../results/acceptance.ts";
import {
  aloneTexts,
  bindingText,
  limitsText,
  neededText,
  rateText,
  searchedText,
  togetherText,
  verdictReason,
  verdictTitle,
  withinText,
  worstFirst,
} from "./acceptance-words.ts";
import { SIDE_WORDS, SIDES, STAGE_TITLES } from "./decisions.ts";
import { shortened, wrapped } from "./format.ts";
import { rangesText } from "./ranges.ts";
import { thresholdLines } from "./thresholds.ts";

const COLUMNS = 80;

/** Width of the words that a line begins with. */
const HEAD = 16;

/** Lines of what is to be done and must be known; the rest is on the page. */
const MOST_SAID = 10;

/** The screen, at most 80 columns wide; about 25 lines, and one more for each further object. */
export function acceptanceText(data: AcceptanceData, shifts: readonly ShiftFacts[]): string {
  const [worst, ...others] = worstFirst(data.objects);
  if (worst === undefined) return "no object was judged";
  const together = togetherText(data);
  return [
    ...(others.length === 0 ? [] : [...objectLines([worst, ...others], data), ""]),
    ...(together === null ? [] : [wrapped(together, COLUMNS, "  "), ""]),
    ...detailLines(worst, data, shifts),
  ].join("\n");
}

/** A line an object: its verdict, and what fails at the worst common setting. */
function objectLines(objects: readonly ObjectAcceptance[], data: AcceptanceData): string[] {
  const sides = SIDES.filter((side) => objects.some(({ common }) => common[side].n > 0));
  const rows = [
    ["object", "verdict", ...sides.map((side) => SIDE_WORDS[side].title)],
    ...objects.map((each) => [
      shortened(each.object, 14),
      verdictTitle(each).replace(" of the asked range", ""),
      ...sides.map((side) => rateText(each.common[side])),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((cells) => cells[at]?.length ?? 0)));
  const lines = rows.map((cells) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [`At the worst common setting, under ${limitsText(data)}:`, ...lines];
}

function detailLines(own: ObjectAcceptance, data: AcceptanceData, shifts: readonly ShiftFacts[]): string[] {
  const judged = shifts.filter(({ name }) => data.ranges[name] !== undefined);
  const alone = aloneTexts(own, data, judged);
  const isSeen = own.aloneBy === "seen";
  const entries: readonly (readonly [head: string, text: string])[] = [
    ["asked", rangesText(data.ranges, judged)],
    ["limits", `${limitsText(data)}, each at 95% confidence`],
    ["holds together", withinText(own, judged)],
    ...(alone.length === 0 ? [] : [[isSeen ? "alone, as seen" : "each alone", alone.join(", ")] as const]),
    ...(own.binding === null ? [] : [["limited by", bindingText(own.binding, shifts)] as const]),
    ["parts needed", neededText(own, data)],
    ["searched", searchedText(own)],
  ];
  return [
    `${own.object}: ${verdictTitle(own).toUpperCase()}`,
    wrapped(`  ${verdictReason(own)}`, COLUMNS, "  "),
    "",
    ...countLines(own),
    "",
    ...entries.filter(([, text]) => text !== "").map(([head, text]) => entry(head, text)),
    ...saidLines(own),
  ];
}

/** The four counts under each other, a column a side. */
function countLines(own: ObjectAcceptance): string[] {
  const sides = SIDES.filter((side) => own.atRest[side].n > 0);
  const stages = [
    [STAGE_TITLES.rest, own.atRest],
    [STAGE_TITLES.typical, own.typical],
    [STAGE_TITLES.common, own.common],
    ["each at worst", own.worst],
  ] as const;
  const cells = sides.map((side) => [
    SIDE_WORDS[side].title,
    ...stages.map(([, counts]) => rateText(counts[side])),
  ]);
  const heads = ["", ...stages.map(([title]) => title)];
  const widths = cells.map((column) => Math.max(...column.map(({ length }) => length)));
  return heads.map((head, row) =>
    `  ${[head.padEnd(HEAD), ...cells.map((column, at) => (column[row] ?? "").padEnd(widths[at] ?? 0))].join("  ")}`.trimEnd(),
  );
}

/** What to do first, then what must be known; as much as there is room for. */
function saidLines(own: ObjectAcceptance): string[] {
  const listedOf = (title: string, texts: readonly string[]): string[] =>
    texts.length === 0 ? [] : [title, ...texts.map((text) => wrapped(`  - ${text}`, COLUMNS, "    "))];
  const lines = [
    ...listedOf(
      "What to do:",
      own.actions.map(({ what }) => what),
    ),
    ...listedOf("Note:", [...thresholdLines([own]), ...own.notes]),
  ];
  const shown: string[] = [];
  let taken = 0;
  for (const line of lines) {
    taken += line.split("\n").length;
    if (taken > MOST_SAID) break;
    shown.push(line);
  }
  const left = lines.length - shown.length;
  return ["", ...shown, ...(left === 0 ? [] : [`  … ${left} more on the page`])];
}

function entry(head: string, text: string): string {
  return wrapped(`  ${head.padEnd(HEAD)}  ${text}`, COLUMNS, " ".repeat(HEAD + 4));
}
