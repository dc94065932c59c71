// Verdicts for a terminal of 80 columns: of several objects a line each, then one screen about the worst of them.

import type { Range, ShiftFacts } from "../core/shift.ts";
import type { AcceptanceData, ObjectAcceptance } from "../results/acceptance.ts";
import type { Count } from "../results/decisions.ts";
import {
  bindingTerm,
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
import { greatestOf } from "./extremes.ts";
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
  const linesWith = (rate: (count: Count) => string): string[] =>
    alignedLines([
      ["object", "verdict", ...sides.map((side) => SIDE_WORDS[side].title)],
      ...objects.map((each) => [
        shortened(each.object, 14),
        verdictTitle(each).replace(" of the asked range", ""),
        ...sides.map((side) => rate(each.common[side])),
      ]),
    ]);
  const lines = fitting(linesWith(rateText), () =>
    linesWith(({ k, n }) => (n === 0 ? UNDEFINED : `${k}/${n}`)),
  );
  return [`At the worst common setting, under ${limitsText(data)}:`, ...lines];
}

function detailLines(own: ObjectAcceptance, data: AcceptanceData, shifts: readonly ShiftFacts[]): string[] {
  const { binding } = own;
  const entries: readonly (readonly [head: string, text: string])[] = [
    ["limits", `${limitsText(data)}, each at 95% confidence`],
    ...(binding === null ? [] : [[bindingTerm(binding), bindingText(binding, shifts)] as const]),
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
 * latter where so few parts can hold no limit anywhere. Where ends have many digits, the unit stands beside what was asked alone.
 */
function rangeLines(own: ObjectAcceptance, data: AcceptanceData, shifts: readonly ShiftFacts[]): string[] {
  const linesWith = (heldText: (facts: ShiftFacts, range: Range) => string): string[] =>
    indentedLines(rangeRows(own, data, shifts, heldText));
  return fitting(linesWith(shortSpan), () =>
    linesWith((facts, range) => shortSpan(facts, range).replace(/(?<=\d)[^\d.]+$/, "")),
  );
}

function rangeRows(
  own: ObjectAcceptance,
  data: AcceptanceData,
  shifts: readonly ShiftFacts[],
  heldText: (facts: ShiftFacts, range: Range) => string,
): string[][] {
  const isSeen = own.aloneBy === "seen";
  const rows = shifts.flatMap((facts) => {
    const asked = data.ranges[facts.name];
    if (asked === undefined) return [];
    const held = (range: Range | null | undefined): string => {
      if (range === undefined) return UNDEFINED;
      if (range === null || (range[0] === 0 && range[1] === 0)) return "none";
      return range[0] === asked[0] && range[1] === asked[1] ? "all" : heldText(facts, range);
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
  return [["", "asked", ...heads], ...rows];
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
  return indentedLines([
    ["", ...sides.map((side) => SIDE_WORDS[side].title)],
    ...stages.map(([title, counts]) => [title, ...sides.map((side) => rateText(counts[side]))]),
  ]);
}

/** "−0.2 to 0.5 stops": the unit once, where it stands behind both ends. */
function shortSpan(facts: ShiftFacts, range: Range): string {
  return spanText(facts, range).replace(/^(−?[\d.]+)([^\d.]*) to (−?[\d.]+)\2$/, "$1 to $3$2");
}

/** Rows under each other, their columns aligned; the first as wide as other heads are. */
function indentedLines(rows: readonly (readonly string[])[]): string[] {
  const wide = rows.map(([head = "", ...cells]) => [`  ${head.padEnd(HEAD)}`, ...cells]);
  return alignedLines(wide);
}

function alignedLines(rows: readonly (readonly string[])[]): string[] {
  const [first = []] = rows;
  const widths = first.map((_, at) => greatestOf(rows.map((cells) => [...(cells[at] ?? "")].length)));
  return rows.map((cells) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** Lines that are narrow enough for the screen, or shorter ones of the same. */
function fitting(lines: string[], shorter: () => string[]): string[] {
  return lines.every((line) => [...line].length <= COLUMNS) ? lines : shorter();
}

/** What to do first, then what must be known; as much as there is room for. */
function saidLines(own: ObjectAcceptance): string[] {
  const said = [
    ...own.actions.map(({ what }) => ({ title: "What to do:", text: what })),
    ...[...own.thresholds.notes, ...own.notes].map((text) => ({ title: "Note:", text })),
  ];
  const lines: string[] = [];
  let left = said.length;
  for (const { title, text } of said) {
    const head = lines.includes(title) ? [] : [title];
    const more = [...head, ...wrapped(`  - ${text}`, COLUMNS, "    ").split("\n")];
    if (lines.length + more.length > MOST_SAID) break;
    lines.push(...more);
    left--;
  }
  if (said.length === 0) return [];
  return ["", ...lines, ...(left === 0 ? [] : [`  … ${left} more on the page`])];
}

function entry(head: string, text: string): string {
  return wrapped(`  ${head.padEnd(HEAD)}  ${text}`, COLUMNS, " ".repeat(HEAD + 4));
}
