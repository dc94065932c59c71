// How shifts are written wherever they are named: "theta=10,hue=90deg" is what is searched or swept and how far,
// "theta=30,hue=0.5" is one point. The command line and the explorer's addresses read them alike.

import { UsageError, unknownName } from "./errors.ts";
import {
  PAPER_RANGES,
  type Range,
  SEVERITIES,
  SHIFT_NAMES,
  SHIFTS,
  type Shift,
  type ShiftPoint,
  type ShiftRanges,
} from "./shift.ts";
import { parseAmount, type Refusal, unitsDisagree } from "./shift-amount.ts";

/** A normal distribution of a shift's amounts, in its own unit. */
export interface Normal {
  readonly mean: number;
  readonly deviation: number;
}

/** A named shift with how far it goes. */
export type ShiftChoice = { readonly shift: Shift } & (
  | { readonly range: Range }
  | { readonly normal: Normal }
);

/** What is searched or swept: shifts in canonical order, and their ranges; a shift that is not named has the paper's. */
export interface ShiftBox {
  readonly over: readonly Shift[];
  readonly ranges: ShiftRanges;
}

/** The named shifts of one point, in canonical order, zeros included. */
export type NamedPoint = Partial<ShiftPoint>;

/** Rounding that the conversion of a unit may leave at the end of a range. */
const SLACK = 1e-9;

/**
 * The shifts of "NAME[=RANGE],…", in canonical order; several texts are one list. A range is an amount ("10": ±10, or
 * 0…10 of a shift with one side), LOW..HIGH, a severity, or normal(MEAN,DEVIATION). UsageError that begins with
 * `source`, the flag that was given, for anything else.
 */
export function parseShifts(texts: readonly string[], source: string): ShiftChoice[] {
  return namedEntries(texts, source, "NAME or NAME=RANGE").map(({ shift, said, refusal }) => {
    if (said === undefined) return { shift, range: SHIFTS[shift].range };
    const call = /^(\w+)\((.*)\)$/.exec(said);
    if (call === null) return { shift, range: parseRange(shift, said, refusal) };
    const [, name = "", inner = ""] = call;
    if (name !== "normal") throw new UsageError(unknownName("distribution", name, ["normal"]));
    return { shift, normal: parseNormal(shift, inner, refusal) };
  });
}

/** The box of "NAME[=RANGE],…"; a distribution is refused by name, as only a risk is drawn from one. */
export function parseShiftBox(texts: readonly string[], source: string): ShiftBox {
  const choices = parseShifts(texts, source);
  const ranges = choices.map((choice) => {
    if ("range" in choice) return [choice.shift, choice.range] as const;
    const { shift } = choice;
    throw new UsageError(
      `invalid ${source} of ${shift}: normal(…) is for risk alone; expected a range, such as ${shift}=LOW..HIGH`,
    );
  });
  return {
    over: choices.map(({ shift }) => shift),
    ranges: { ...PAPER_RANGES, ...Object.fromEntries(ranges) },
  };
}

/** The point of "NAME=VALUE,…"; UsageError for values beyond a shift's range, but for those of a circle. */
export function parsePoint(texts: readonly string[], source: string): NamedPoint {
  return Object.fromEntries(
    namedEntries(texts, source, "NAME=VALUE").map(({ shift, said, refusal }) => {
      if (said === undefined) throw refusal(`missing value; expected ${shift}=VALUE`);
      const { value } = parseAmount(shift, said, refusal);
      return [shift, SHIFTS[shift].periodic ? value : within(shift, value, refusal)];
    }),
  );
}

/** The shortest list that parses to this box. */
export function formatShiftBox({ over, ranges }: ShiftBox): string {
  return over.map((shift) => formatRange(shift, ranges[shift])).join(",");
}

/** The list that parses to these shifts of a point. */
export function formatPoint(point: NamedPoint, shifts: readonly Shift[]): string {
  return shifts.map((shift) => `${shift}=${point[shift]}`).join(",");
}

function formatRange(shift: Shift, [low, high]: Range): string {
  const [least, most] = SHIFTS[shift].range;
  if (low === least && high === most) return shift;
  return low === Math.max(least, -high) ? `${shift}=${high}` : `${shift}=${low}..${high}`;
}

interface Entry {
  readonly shift: Shift;
  /** What stands behind "="; undefined without one. */
  readonly said: string | undefined;
  readonly refusal: Refusal;
}

/** The entries of lists, in canonical order, each shift once. */
function namedEntries(texts: readonly string[], source: string, expected: string): Entry[] {
  const entries = texts.flatMap(splitList).map((text): Entry => {
    const [, name = "", , said] = /^([^=]*)(=(.*))?$/s.exec(text)?.map((part) => part?.trim()) ?? [];
    const refusal: Refusal = (why) => new UsageError(`invalid ${source} "${text}": ${why}`);
    if (name === "") throw refusal(`expected ${expected}, with commas between`);
    const shift = SHIFT_NAMES.find((known) => known === name);
    if (shift === undefined) throw new UsageError(unknownName("shift", name, SHIFT_NAMES));
    return { shift, said, refusal };
  });
  return SHIFT_NAMES.flatMap((shift) => {
    const [first, second] = entries.filter((entry) => entry.shift === shift);
    if (second !== undefined) throw second.refusal(`${shift} is named twice`);
    return first === undefined ? [] : [first];
  });
}

/** The parts between commas, but for commas in parentheses. */
function splitList(text: string): string[] {
  return text.split(/(?<!\([^)]*),/).map((part) => part.trim());
}

function parseRange(shift: Shift, said: string, refusal: Refusal): Range {
  const severity = SEVERITIES.find((name) => name === said);
  if (severity !== undefined) return SHIFTS[shift].severities[severity];
  const [start = "", end, ...more] = said.split("..");
  if (said === "" || more.length > 0 || start === "" || end === "")
    throw refusal(
      `expected ${shift}, ${shift}=AMOUNT, ${shift}=LOW..HIGH or ${shift}=${SEVERITIES.join("|")}`,
    );
  const first = parseAmount(shift, start, refusal);
  if (end === undefined) {
    if (first.value < 0) throw refusal(`expected a positive amount, or LOW..HIGH such as ${start}..0`);
    return [Math.max(SHIFTS[shift].range[0], 0 - first.value), within(shift, first.value, refusal)];
  }
  const second = parseAmount(shift, end, refusal);
  if (unitsDisagree(shift, first, second)) throw refusal("expected a unit on both ends");
  // A unit whose scale runs backwards puts the ends in the other order.
  const isBackwards = first.written < second.written && first.value > second.value;
  const [low, high] = isBackwards ? [second.value, first.value] : [first.value, second.value];
  if (low > high) throw refusal("expected LOW..HIGH, the lower end first");
  if (low > 0 || high < 0) throw refusal("a range contains 0, the unshifted picture");
  return [within(shift, low, refusal), within(shift, high, refusal)];
}

function parseNormal(shift: Shift, inner: string, refusal: Refusal): Normal {
  const [mean = "", deviation = "", ...more] = inner.split(",");
  if (more.length > 0 || mean.trim() === "" || deviation.trim() === "")
    throw refusal("expected normal(MEAN,DEVIATION)");
  const spread = parseAmount(shift, deviation, refusal).value;
  if (spread <= 0) throw refusal("expected a deviation above 0");
  return { mean: within(shift, parseAmount(shift, mean, refusal).value, refusal), deviation: spread };
}

/** A value within its shift's range; what lies beyond by rounding is put on the border. */
function within(shift: Shift, value: number, refusal: Refusal): number {
  const { range, unit } = SHIFTS[shift];
  const [least, most] = range;
  if (value < least - SLACK || value > most + SLACK)
    throw refusal(`${shift} reaches from ${shown(least)} to ${shown(most)} ${unit}`);
  return Math.min(most, Math.max(least, value));
}

function shown(value: number): string {
  return String(Number(value.toFixed(4)));
}
