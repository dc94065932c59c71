// One amount of a shift as people write it: "10", "10deg", "0.5rad".

import type { UsageError } from "./errors.ts";
import type { ShiftFacts, ShownUnit, WrittenUnit } from "./shift.ts";

export interface Amount {
  /** In the shift's own unit. */
  readonly value: number;
  /** The number as it was written. */
  readonly written: number;
  /** "" for a bare number, which is in the shift's own unit. */
  readonly unit: string;
}

/** The error that says why what was written is refused. */
export type Refusal = (why: string) => UsageError;

const NUMBER = "[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?";
const NUMBER_AND_UNIT = new RegExp(`^([A-Za-z]*)(${NUMBER})\\s*([A-Za-z]*|%)$`);

/**
 * The amount that a text says. Refused: anything but a finite number, another shift's units, and a bare amount of a
 * circle beyond one turn either way, which is probably meant in another unit.
 */
export function parseAmount(facts: ShiftFacts, text: string, refusal: Refusal): Amount {
  const [, before = "", digits, behind = ""] = NUMBER_AND_UNIT.exec(text.trim()) ?? [];
  const written = Number(digits);
  const unit = before === "" ? behind : before;
  const isPlaced = before === "" || behind === "";
  const value = isPlaced ? inOwnUnit(facts, written, unit, before !== "") : undefined;
  const { name, unit: own, writtenUnits, periodic, range } = facts;
  if (value === undefined || !Number.isFinite(value)) {
    const units = Object.keys(writtenUnits);
    const or = units.length === 0 ? "" : `, or one with ${units.join(" or ")}`;
    const inOwn = own === "" ? "" : ` in ${own}`;
    throw refusal(`"${text.trim()}" is no amount of ${name}; expected a number${inOwn}${or}`);
  }
  const period = range[1] - range[0];
  if (periodic && unit === "" && Math.abs(written) > period) {
    const [other = own] = Object.keys(writtenUnits).filter((each) => inOwnUnit(facts, 1, each, false) !== 1);
    throw refusal(
      `${written} is beyond ±${turnText(period)} ${own}; if another unit is meant, write ${written}${other}`,
    );
  }
  return { value, written, unit };
}

type Printed = Pick<ShiftFacts, "sign" | "decimals" | "shownIn">;

/** An amount as it is printed, "10°", "4000 K", "q75", at the shift's own decimals or those of the unit it is shown in. */
export function shownAmount(facts: Printed, amount: number): string {
  const { before = "", sign, decimals } = shownUnit(facts);
  const value = amountShown(facts, amount);
  const digits = String(Number(Math.abs(value).toFixed(decimals)));
  return `${before}${value < 0 && digits !== "0" ? "−" : ""}${digits}${sign}`;
}

/** The number that is printed for an amount. */
export function amountShown(facts: Printed, amount: number): number {
  const { scale, offset = 0, reciprocal } = shownUnit(facts);
  return (reciprocal === true ? scale / (amount + offset) : amount * scale + offset) + 0;
}

/** The unit that a shift's amounts are printed in. */
export function shownUnit({ sign, decimals, shownIn }: Printed): ShownUnit {
  return shownIn ?? { scale: 1, sign, decimals: decimals + 1 };
}

/** True where one amount has a unit and the other is a bare number that the unit would change. */
export function unitsDisagree(facts: ShiftFacts, left: Amount, right: Amount): boolean {
  if ((left.unit === "") === (right.unit === "")) return false;
  const [bare, other] = left.unit === "" ? [left, right] : [right, left];
  const stands = facts.writtenUnits[other.unit]?.before === true;
  return inOwnUnit(facts, bare.written, other.unit, stands) !== bare.value;
}

function inOwnUnit(
  { writtenUnits }: ShiftFacts,
  written: number,
  unit: string,
  stands: boolean,
): number | undefined {
  // A zero loses its sign.
  if (unit === "") return written + 0;
  const known = Object.hasOwn(writtenUnits, unit) ? writtenUnits[unit] : undefined;
  if (known === undefined || (known.before === true) !== stands) return undefined;
  return converted(written, known) + 0;
}

function converted(written: number, { scale, per = 1, offset = 0, reciprocal }: WrittenUnit): number {
  return (reciprocal === true ? scale / (written * per) : (written * scale) / per) + offset;
}

function turnText(period: number): string {
  return Math.abs(period - 2 * Math.PI) < 1e-9 ? "2π" : String(period);
}
