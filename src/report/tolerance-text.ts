// Tolerances for a terminal of 80 columns: of each object a small table of how far limits hold, then what it says.

import type { Range, ShiftFacts, ShiftRanges } from "../core/shift.ts";
import { shownAmount } from "../core/shift-amount.ts";
import { decisionsOf } from "../results/decisions.ts";
import type { RunSummary } from "../results/schema.ts";
import { type ObjectTolerance, type ToleranceShift, toleranceOf } from "../results/tolerance.ts";
import { limitsText } from "./acceptance-words.ts";
import { listed, percent, pointText, shiftValueText, shortened, UNDEFINED, wrapped } from "./format.ts";
import { rangesText, spanText } from "./ranges.ts";
import { thresholdLines } from "./thresholds.ts";

const COLUMNS = 80;

/** Width of the words that a line begins with. */
const HEAD = 26;
const CELL = 18;

/** Pictures that are named. */
const MOST_NAMED = 3;

/** Null where no tolerance was asked for. */
export function toleranceText(summary: RunSummary): string | null {
  const data = toleranceOf(summary);
  if (data === undefined) return null;
  const objects = data.objects.flatMap((own) => [
    ...tableLines(own, summary),
    ...toleranceSentences(own, summary).map((line) => wrapped(`  ${line}`, COLUMNS, "    ")),
  ]);
  const notes = [
    `Ranges within which rates as seen are within the limits (${limitsText(data)}); a station's shift is the same for all pictures.`,
    ...thresholdLines(decisionsOf(summary) ?? []),
  ];
  return [...objects, ...notes.map((line) => wrapped(line, COLUMNS, "  "))].join("\n");
}

/** Each shift alone: to either side, and to both alike; "all" where what was asked ends first. */
function tableLines({ object, shifts }: ObjectTolerance, { shifts: facts }: RunSummary): string[] {
  const rows = [
    [shortened(object, HEAD - 2), "low end", "high end", "both alike"],
    ...shifts.filter(({ alone }) => alone).map((own) => shiftRow(own, facts)),
  ];
  return rows.map(([head = "", ...cells]) =>
    [head.padEnd(HEAD), ...cells.map((cell) => cell.padStart(CELL))].join("").trimEnd(),
  );
}

function shiftRow(own: ToleranceShift, all: readonly ShiftFacts[]): string[] {
  const facts = all.find(({ name }) => name === own.shift);
  const head = `  ${shortened(facts?.title ?? own.shift, HEAD - 4)}`;
  const { symmetric, low, high } = own;
  if (facts === undefined || symmetric === null || low === null || high === null)
    return [head, UNDEFINED, UNDEFINED, UNDEFINED];
  const [least, most] = askedRange(own);
  const shown = (amount: number, end: number): string =>
    end === 0 ? UNDEFINED : `${shownAmount(facts, amount)}${amount === end ? " (all)" : ""}`;
  const both = least === 0 || most === 0 ? UNDEFINED : spanText(facts, [-symmetric, symmetric]);
  return [head, shown(low, least), shown(high, most), both];
}

/** How far a shift alone was asked to go. */
function askedRange({ curve }: Pick<ToleranceShift, "curve">): Range {
  return curve.at(-1)?.range ?? [0, 0];
}

/** How far each shift was asked to go; the run's ranges may be another question's too, and wider. */
export function askedRanges({ shifts }: ObjectTolerance): ShiftRanges {
  return Object.fromEntries(
    shifts.filter(({ alone }) => alone).map((own) => [own.shift, askedRange(own)] as const),
  );
}

/** How far all shifts go together: a share of what was asked, and each shift's range; null where they go nowhere. */
export function togetherHeld(
  own: ObjectTolerance,
): { readonly factor: number; readonly ranges: ShiftRanges } | null {
  const factor = own.shifts.find(({ alone }) => !alone)?.symmetric ?? null;
  if (factor === null) return null;
  const scaled = Object.entries(askedRanges(own)).map(
    ([name, [low, high]]) => [name, [low * factor, high * factor]] as const,
  );
  return { factor, ranges: Object.fromEntries(scaled) };
}

/** Why there is no range, how far all shifts go together, what was not confirmed, and which pictures break first. */
export function toleranceSentences(own: ObjectTolerance, summary: RunSummary): string[] {
  const { shifts } = own;
  const reasons = new Set(shifts.flatMap(({ reason }) => reason ?? []));
  const unsure = shifts.filter(({ confirmed }) => confirmed.inside === false).map(({ shift }) => shift);
  return [
    ...[...reasons].map((reason) => `No range: ${reason}.`),
    ...togetherSentence(own, summary),
    ...(unsure.length === 0
      ? []
      : [`Searches within the range found a violation each time: ${listed(unsure)} may go less far.`]),
    ...breakingSentence(own, summary),
  ];
}

function togetherSentence(own: ObjectTolerance, { shifts }: RunSummary): string[] {
  const held = togetherHeld(own);
  if (held === null) return [];
  const { factor, ranges } = held;
  const asked = shifts.filter(({ name }) => ranges[name] !== undefined);
  const outside = own.shifts.find(({ alone }) => !alone)?.confirmed.outside ?? null;
  const beyond = outside === null ? "" : `; violated at ${pointText(outside, asked)}`;
  if (factor === 0) return [`Together: at rest alone${beyond}.`];
  const share = factor === 1 ? "the whole asked range" : `${percent(factor)}% of the asked range`;
  return [`Together: ${share} (${rangesText(ranges, asked)})${beyond}.`];
}

/** Those that break at the smallest share of a range. */
function breakingSentence({ breaking, shifts }: ObjectTolerance, { shifts: all }: RunSummary): string[] {
  const broken = breaking
    .flatMap((each) => {
      const own = shifts.find(({ shift }) => shift === each.shift);
      const facts = all.find(({ name }) => name === each.shift);
      if (each.value === null || each.value === 0 || own === undefined || facts === undefined) return [];
      const share = each.value / askedRange(own)[each.value < 0 ? 0 : 1];
      return [{ share, text: `${shortName(each.sample)} at ${shiftValueText(facts, each.value)}` }];
    })
    .toSorted((left, right) => left.share - right.share);
  if (broken.length === 0) return [];
  return [`First to break: ${listed(broken.slice(0, MOST_NAMED).map(({ text }) => text))}.`];
}

function shortName(sample: string): string {
  return sample.split("/").slice(-2).join("/");
}
