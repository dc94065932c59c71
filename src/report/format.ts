// Numbers and names as people read them: real minus signs, an en dash for what is undefined, symbols for shifts.

import type { ShiftFacts, ShiftPoint } from "../core/shift.ts";
import { amountShown, shownAmount } from "../core/shift-amount.ts";
import type { Combination } from "../results/schema.ts";
import { UNSHIFTED } from "./bound-kinds.ts";

/** What is printed for an undefined value. */
export const UNDEFINED = "–";

type Maybe = number | null | undefined;

/** "97.1" of the fraction 0.971, or an en dash. */
export function percent(fraction: Maybe): string {
  return fraction === null || fraction === undefined ? UNDEFINED : plain(100 * fraction, 1);
}

/** "−52.1": the change between two fractions, in points of per cent. */
export function points(from: Maybe, to: Maybe): string {
  const change = changeInPoints(from, to);
  return change === null ? UNDEFINED : signed(change, 1);
}

/** "−54%": the change relative to where it began. */
export function relative(from: Maybe, to: Maybe): string {
  const change = relativeChange(from, to);
  return change === null ? UNDEFINED : `${signed(100 * change, 0)}%`;
}

/** 100·(to − from) of two fractions; null where either is undefined. */
export function changeInPoints(from: Maybe, to: Maybe): number | null {
  if (from === null || from === undefined || to === null || to === undefined) return null;
  return 100 * (to - from);
}

/** (to − from) / from; null where either is undefined or nothing was there to lose. */
export function relativeChange(from: Maybe, to: Maybe): number | null {
  if (from === null || from === undefined || to === null || to === undefined || from === 0) return null;
  return (to - from) / from;
}

/** A number with a real minus sign where it is negative. */
export function plain(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** A number with a real minus sign, or a plus; zero has neither. */
export function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? "−" : "+"}${text}`;
}

type Named = Pick<ShiftFacts, "name" | "symbol">;
type Printed = Named & Pick<ShiftFacts, "sign" | "decimals" | "shownIn">;

/** "θ + δh + δs" of a combination's name; names that are no shift's stay as they are. */
export function combinationLabel(combination: Combination, shifts: readonly Named[]): string {
  return combination
    .split("+")
    .map((name) => shifts.find((shift) => shift.name === name)?.symbol ?? name)
    .join(" + ");
}

/** The same of a place: what is unshifted (null) has its own name. */
export function placeLabel(combination: Combination | null, shifts: readonly Named[]): string {
  return combination === null ? UNSHIFTED : combinationLabel(combination, shifts);
}

/** "turned (θ) and shifted in hue (δh) and saturation (δs)": what these shifts do to a part. */
export function shiftsInWords(
  shifts: readonly Pick<ShiftFacts, "symbol" | "title" | "effect" | "stage">[],
): string {
  const poses = shifts.filter(({ stage }) => stage === "pose");
  const others = shifts.filter(({ stage }) => stage !== "pose");
  const names = listed(others.map(({ title, symbol }) => `${title} (${symbol})`));
  return listed([
    ...poses.map(({ effect, symbol }) => `${effect} (${symbol})`),
    ...(names === "" ? [] : [`shifted in ${names}`]),
  ]);
}

/** "θ −43.5°, δh +2.03 rad": the shifts that the point names, in their order. */
export function pointText(point: ShiftPoint, shifts: readonly Printed[]): string {
  return shifts
    .flatMap((shift) => {
      const amount = point[shift.name];
      return amount === undefined ? [] : [shiftValueText(shift, amount)];
    })
    .join(", ");
}

/** "θ −10.0°", "δs −0.50"; where another unit is more usual, in that: "δh +60.16°", "T 4000 K", "q q75". */
export function shiftValueText(facts: Printed, value: number): string {
  const { symbol, sign, decimals, shownIn } = facts;
  if (shownIn === undefined || shownIn.scale === 1) return `${symbol} ${signed(value, decimals)}${sign}`;
  // A plus says a change, which a number of a unit with another zero is not.
  const isChange = amountShown(facts, 0) === 0;
  const text = shownAmount(facts, value);
  return `${symbol} ${isChange && value > 0 ? "+" : ""}${text}`;
}

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}

/** "1 sample", "3 samples". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** With a capital first letter. */
export function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** At most `length` characters, an ellipsis for the rest: labels have limited room. */
export function shortened(text: string, length = 14): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}

/** A text broken at spaces into lines of at most `columns` characters, all but the first indented; a longer word stands alone. */
export function wrapped(text: string, columns: number, indent: string): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last === undefined || [...longer].length <= columns) lines.splice(-1, 1, longer);
    else lines.push(`${indent}${word}`);
  }
  return lines.join("\n");
}
