// Numbers and names as people read them: real minus signs, an en dash for what is undefined, symbols for shifts.

import { SHIFT_NAMES, type Shift, type ShiftPoint } from "../core/shift.ts";
import type { Combination } from "../results/schema.ts";

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

/** "θ + δh + δs" of a combination's name. */
export function combinationLabel(combination: Combination): string {
  const symbols: Readonly<Record<string, string>> = { theta: "θ", hue: "δh", saturation: "δs" };
  return combination
    .split("+")
    .map((shift) => symbols[shift] ?? shift)
    .join(" + ");
}

/** "turned, hue and saturation shifted": what a combination does to a part. */
export function combinationInWords(combination: Combination): string {
  const shifts = combination.split("+");
  const colours = shifts.filter((shift) => shift !== "theta");
  const turned = shifts.includes("theta") ? ["turned (θ)"] : [];
  const names = colours.map((shift) => ({ hue: "hue (δh)", saturation: "saturation (δs)" })[shift] ?? shift);
  return [...turned, ...(names.length === 0 ? [] : [`shifted in ${names.join(" and ")}`])].join(" and ");
}

/** "θ −43.5°, δh +2.03 rad, δs −0.50" of these shifts, all unless given. */
export function pointText(point: ShiftPoint, shifts: readonly Shift[] = SHIFT_NAMES): string {
  return shifts.map((shift) => shiftValueText(shift, point[shift])).join(", ");
}

/** "θ −10.0°", "δh +1.05 rad", "δs −0.50". */
export function shiftValueText(shift: Shift, value: number): string {
  if (shift === "theta") return `θ ${signed(value, 1)}°`;
  return shift === "hue" ? `δh ${signed(value, 2)} rad` : `δs ${signed(value, 2)}`;
}

/** "1 sample", "3 samples". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
