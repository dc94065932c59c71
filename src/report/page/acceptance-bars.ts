// How far each shift goes, as bars within what was asked: alone, with the others at zero, and all together.

import type { Range, ShiftFacts, ShiftRanges } from "../../core/shift.ts";
import { shownAmount } from "../../core/shift-amount.ts";
import { capitalised } from "../format.ts";
import { spanText } from "../ranges.ts";
import { escapeHtml } from "./html.ts";

/** How far limits hold. */
export interface Reach {
  /** Each shift, the others at zero; null where no limit holds at rest, absent where it was not tested. */
  readonly alone: Readonly<Record<string, Range | null>>;
  /** All together; null where they hold nowhere, or it was not tested. */
  readonly within: { readonly box: ShiftRanges } | null;
}

/** A row per shift that was asked for; empty where none was tested. */
export function rangeBars(
  { alone: each, within }: Reach,
  asked: ShiftRanges,
  shifts: readonly ShiftFacts[],
): string {
  const rows = shifts.flatMap((facts) => {
    const [range, alone] = [asked[facts.name], each[facts.name]];
    if (range === undefined || alone === undefined) return [];
    return [barRow(facts, range, { alone, together: within?.box[facts.name] ?? null })];
  });
  return rows.length === 0 ? "" : `<div class="reach">${rows.join("\n")}</div>`;
}

/** What is drawn in a row; null where no amount is held. */
interface Held {
  readonly alone: Range | null;
  readonly together: Range | null;
}

function barRow(facts: ShiftFacts, asked: Range, { alone, together }: Held): string {
  const zero = `<i class="zero" style="left:${place(0, asked)}%"></i>`;
  const bars = `${bar("alone", alone, asked)}${bar("together", together, asked)}${zero}`;
  const [left, right] = asked.map((end) => escapeHtml(shownAmount(facts, end)));
  return `<div><b>${escapeHtml(capitalised(facts.title))}</b><span>${escapeHtml(reachText(facts, alone, asked))}</span><div class="track" aria-hidden="true"><em>${left}</em><div>${bars}</div><em>${right}</em></div></div>`;
}

/** "−6° to 10°", "±10°, all that is asked", "not at all". */
function reachText(facts: ShiftFacts, alone: Range | null, asked: Range): string {
  if (alone === null) return "nowhere, at rest neither";
  if (isPoint(alone)) return "not at all";
  const isAll = alone[0] === asked[0] && alone[1] === asked[1];
  return `${spanText(facts, alone)}${isAll ? ", all that is asked" : ""}`;
}

/** Nothing of a range that is no more than a point. */
function bar(kind: "alone" | "together", range: Range | null, asked: Range): string {
  if (range === null || isPoint(range)) return "";
  const [from, to] = [place(range[0], asked), place(range[1], asked)];
  return `<i class="${kind}" style="left:${from}%;width:${shortNumber(to - from)}%"></i>`;
}

function isPoint([low, high]: Range): boolean {
  return low === high;
}

/** Where an amount lies within what was asked, in per cent. */
function place(amount: number, [low, high]: Range): number {
  return low === high ? 0 : shortNumber((100 * (amount - low)) / (high - low));
}

function shortNumber(value: number): number {
  return Number(Math.min(100, Math.max(0, value)).toFixed(2));
}
