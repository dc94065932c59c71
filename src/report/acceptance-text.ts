// Verdicts for a terminal of 80 columns: of several objects a line each, then one screen about the worst of them.

import type { Range, ShiftFacts } from "../core/shift.ts";
import type { AcceptanceData, ObjectAcceptance } from "../results/acceptance.ts";
import {
  bindingText,
  limitsText,
  neededText,
  rateText,
  searchedText,
  thresholdText,
  togetherText,
  verdictReason,
  verdictTitle,
  worstFirst,
} from "./acceptance-words.ts";
import { SIDE_WORDS, SIDES, STAGE_TITLES } from "./decisions.ts";
import { shortened, UNDEFINED, wrapped } from "./format.ts";
import { spanText } from "./ranges.ts";

const COLUMNS = 80;

/** Width of the words that a line begins with. */
const HEAD = 18;

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
  const { binding } = own;
  const isHeld = binding !== null && binding.upper <= binding.limit;
  const entries: readonly (readonly [head: string, text: string])[] = [
    ["limits", `${limitsText(data)}, each at 95% confidence`],
    ...(binding === null
      ? []
      : [[isHeld ? "nearest limit" : "limited by", bindingText(binding, shifts)] as const]),
    ["parts needed", neededText(own, data)],
    ["threshold", thresholdText(own.thresholds)],
    ["searched", searchedText(own)],
  ];
  return [
    `${own.object}: ${verdictTitle(own).toUpperCase()}`,
    wrapped(`  ${verdictReason(own)}`, COLUMNS, "  "),
    "",
    ...countLines(own),
    "",
    ...rangeLines(own, data, shifts),
    "",
    ...entries.filter(([, text]) => text !== "").map(([head, text]) => entry(head, text)),
    ...saidLines(own),
  ];
}

/**
 * A line a shift: how far was asked, how far every limit holds with the others at zero, and with all together; nothing of the
 * latter where so few parts can hold no limit anywhere.
 */
function rangeLines(own: ObjectAcceptance, data: AcceptanceData, shifts: readonly ShiftFacts[]): string[] {
  const isSeen = own.aloneBy === "seen";
  const rows = shifts.flatMap((facts) => {
    const asked = data.ranges[facts.name];
    if (asked === undefined) return [];
    const held = (range: Range | null | undefined): string => {
      if (range === undefined) return UNDEFINED;
      if (range === null || (range[0] === 0 && range[1] === 0)) return "none";
      return range[0] === asked[0] && range[1] === asked[1] ? "all" : shortSpan(facts, range);
    };
    return [
      [
        shortened(facts.title, HEAD),
        shortSpan(facts, asked),
        held(own.alone[facts.name]),
        ...(isSeen ? [] : [held(own.within === null ? null : own.within.box[facts.name])]),
      ],
    ];
  });
  const heads = isSeen ? ["alone, as seen"] : ["each alone", "all together"];
  return columnLines([["", "asked", ...heads], ...rows]);
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
  return columnLines([
    ["", ...sides.map((side) => SIDE_WORDS[side].title)],
    ...stages.map(([title, counts]) => [title, ...sides.map((side) => rateText(counts[side]))]),
  ]);
}

/** "−0.2 to 0.5 stops": the unit once, where it stands behind both ends. */
function shortSpan(facts: ShiftFacts, range: Range): string {
  return spanText(facts, range).replace(/^(−?[\d.]+)([^\d.]*) to (−?[\d.]+)\2$/, "$1 to $3$2");
}

/** Rows under each other, their columns aligned. */
function columnLines(rows: readonly (readonly string[])[]): string[] {
  const [first = []] = rows;
  const widths = first.map((_, at) =>
    at === 0 ? HEAD : Math.max(...rows.map((cells) => [...(cells[at] ?? "")].length)),
  );
  return rows.map((cells) =>
    `  ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd(),
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
    ...listedOf("Note:", [...own.thresholds.notes, ...own.notes]),
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
