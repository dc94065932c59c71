// How shifts are written wherever they are named: "theta=10,hue=90deg" is what is searched or swept and how far,
// "theta=30,hue=0.5" is one point. The command line and the explorer's addresses read them alike.

import { UsageError, unknownName } from "./errors.ts";
import {
  type Range,
  SEVERITIES,
  type ShiftBox,
  type ShiftFacts,
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
export type ShiftChoice = { readonly facts: ShiftFacts } & (
  | { readonly range: Range }
  | { readonly normal: Normal }
);

/** Rounding that the conversion of a unit may leave at the end of a range. */
const SLACK = 1e-9;

/**
 * The shifts of "NAME[=RANGE],…" among the `known`, in their order; several texts are one list. A range is an amount
 * ("10": ±10, or 0…10 of a shift with one side), LOW..HIGH, a severity, or normal(MEAN,DEVIATION). UsageError that begins
 * with `source`, the flag that was given, for anything else.
 */
export function parseShifts(
  texts: readonly string[],
  source: string,
  known: readonly ShiftFacts[],
): ShiftChoice[] {
  return namedEntries(texts, source, "NAME or NAME=RANGE", known).map(({ facts, said, refusal }) => {
    if (said === undefined) return { facts, range: facts.range };
    const call = /^(\w+)\((.*)\)$/.exec(said);
    if (call === null) return { facts, range: parseRange(facts, said, refusal) };
    const [, name = "", inner = ""] = call;
    if (name !== "normal") throw new UsageError(unknownName("distribution", name, ["normal"]));
    return { facts, normal: parseNormal(facts, inner, refusal) };
  });
}

/** The box of "NAME[=RANGE],…"; a distribution is refused by name, as only a risk is drawn from one. */
export function parseShiftBox(
  texts: readonly string[],
  source: string,
  known: readonly ShiftFacts[],
): ShiftBox {
  return parseShifts(texts, source, known).map((choice) => {
    if ("range" in choice) return choice;
    const { name } = choice.facts;
    throw new UsageError(
      `invalid ${source} of ${name}: normal(…) is for risk alone; expected a range, such as ${name}=LOW..HIGH`,
    );
  });
}

/**
 * The point of "NAME=VALUE,…", which names these shifts alone, zeros included; UsageError for values beyond a shift's
 * range, but for those of a circle.
 */
export function parsePoint(
  texts: readonly string[],
  source: string,
  known: readonly ShiftFacts[],
): ShiftPoint {
  return Object.fromEntries(
    namedEntries(texts, source, "NAME=VALUE", known).map(({ facts, said, refusal }) => {
      if (said === undefined) throw refusal(`missing value; expected ${facts.name}=VALUE`);
      const { value } = parseAmount(facts, said, refusal);
      return [facts.name, facts.periodic ? value : within(facts, value, refusal)];
    }),
  );
}

/** The shortest list that parses to this box. */
export function formatShiftBox(box: ShiftBox): string {
  return box.map(({ facts, range }) => formatRange(facts, range)).join(",");
}

/** The list that parses to these ranges, as numbers in the shifts' own units. */
export function formatRanges(ranges: ShiftRanges): string {
  return Object.entries(ranges)
    .map(([name, [low, high]]) => `${name}=${low}..${high}`)
    .join(",");
}

/** The list that parses to a point. */
export function formatPoint(point: ShiftPoint): string {
  return Object.entries(point)
    .map(([name, amount]) => `${name}=${amount}`)
    .join(",");
}

function formatRange({ name, range: [least, most] }: ShiftFacts, [low, high]: Range): string {
  if (low === least && high === most) return name;
  return low === Math.max(least, -high) ? `${name}=${high}` : `${name}=${low}..${high}`;
}

/** An entry of a list that is a shift of the user's own: NAME=FILE.onnx(INNER). */
export interface FileEntry {
  readonly name: string;
  readonly file: string;
  /** What stands in the parentheses: a range or an amount; undefined without any. */
  readonly inner: string | undefined;
}

/** The entries of a list in their order: those that name a file taken apart, the others as they are written. */
export function fileEntries(list: string): readonly (FileEntry | string)[] {
  return splitList(list).map((text) => {
    const [, name, file, , inner] = /^([^=]*)=\s*(.*\.onnx)\s*(\((.*)\))?$/is.exec(text) ?? [];
    return name === undefined || file === undefined
      ? text
      : { name: name.trim(), file, inner: inner?.trim() };
  });
}

interface Entry {
  readonly facts: ShiftFacts;
  /** What stands behind "="; undefined without one. */
  readonly said: string | undefined;
  readonly refusal: Refusal;
}

/** The entries of lists, in canonical order, each shift once. */
function namedEntries(
  texts: readonly string[],
  source: string,
  expected: string,
  known: readonly ShiftFacts[],
): Entry[] {
  const entries = texts.flatMap(splitList).map((text): Entry => {
    const [, name = "", , said] = /^([^=]*)(=(.*))?$/s.exec(text)?.map((part) => part?.trim()) ?? [];
    const refusal: Refusal = (why) => new UsageError(`invalid ${source} "${text}": ${why}`);
    if (name === "") throw refusal(`expected ${expected}, with commas between`);
    const facts = known.find((shift) => shift.name === name);
    if (facts === undefined) {
      const names = known.map((shift) => shift.name);
      throw new UsageError(unknownName("shift", name, names));
    }
    return { facts, said, refusal };
  });
  return known.flatMap((facts) => {
    const [first, second] = entries.filter((entry) => entry.facts === facts);
    if (second !== undefined) throw second.refusal(`${facts.name} is named twice`);
    return first === undefined ? [] : [first];
  });
}

/** The parts between commas, but for commas in parentheses. */
function splitList(text: string): string[] {
  return splitEntries(text).map((part) => part.trim());
}

function parseRange(facts: ShiftFacts, said: string, refusal: Refusal): Range {
  const severity = SEVERITIES.find((name) => name === said);
  if (severity !== undefined) return facts.severities[severity];
  const [start = "", end, ...more] = said.split("..");
  if (said === "" || more.length > 0 || start === "" || end === "")
    throw refusal(
      `expected ${facts.name}, ${facts.name}=AMOUNT, ${facts.name}=LOW..HIGH or ${facts.name}=${SEVERITIES.join("|")}`,
    );
  const first = parseAmount(facts, start, refusal);
  if (end === undefined) {
    if (first.value < 0)
      throw refusal(`expected a positive amount, or LOW..HIGH such as ${shown(first.value)}..0`);
    return [Math.max(facts.range[0], 0 - first.value), within(facts, first.value, refusal)];
  }
  const second = parseAmount(facts, end, refusal);
  if (unitsDisagree(facts, first, second)) throw refusal("expected a unit on both ends");
  // A unit whose scale runs backwards puts the ends in the other order.
  const isBackwards = first.written < second.written && first.value > second.value;
  const [low, high] = isBackwards ? [second.value, first.value] : [first.value, second.value];
  if (low > high) throw refusal("expected LOW..HIGH, the lower end first");
  if (low > 0 || high < 0) throw refusal("a range contains 0, the unshifted picture");
  return [within(facts, low, refusal), within(facts, high, refusal)];
}

function parseNormal(facts: ShiftFacts, inner: string, refusal: Refusal): Normal {
  const [mean = "", deviation = "", ...more] = inner.split(",");
  if (more.length > 0 || mean.trim() === "" || deviation.trim() === "")
    throw refusal("expected normal(MEAN,DEVIATION)");
  const spread = parseAmount(facts, deviation, refusal);
  const written = facts.writtenUnits[spread.unit];
  // A difference has no zero to be counted from: of kelvin or of qualities it cannot be told.
  if (written?.reciprocal === true || (written?.offset ?? 0) !== 0)
    throw refusal(`expected a deviation in ${facts.unit === "" ? "the shift's own unit" : facts.unit}`);
  if (spread.value <= 0) throw refusal("expected a deviation above 0");
  return { mean: within(facts, parseAmount(facts, mean, refusal).value, refusal), deviation: spread.value };
}

/** A value within its shift's range; what lies beyond by rounding is put on the border. */
function within(facts: ShiftFacts, value: number, refusal: Refusal): number {
  const { range, unit } = facts;
  const [least, most] = range;
  if (value < least - SLACK || value > most + SLACK)
    throw refusal(`${facts.name} reaches from ${shown(least)} to ${shown(most)} ${unit}`.trimEnd());
  return Math.min(most, Math.max(least, value));
}

function shown(value: number): string {
  return String(Number(value.toFixed(4)));
}

/** The parts between commas, but for commas within parentheses; one pass, however many there are. */
export function splitEntries(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let isOpen = false;
  for (const { 0: mark, index } of text.matchAll(/[(),]/g)) {
    if (mark !== ",") isOpen = mark === "(";
    else if (!isOpen) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, text.slice(start)];
}
