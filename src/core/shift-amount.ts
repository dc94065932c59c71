// One amount of a shift as people write it: "10", "10deg", "0.5rad".

import type { UsageError } from "./errors.ts";
import { SHIFTS, type Shift } from "./shift.ts";

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

const NUMBER_AND_UNIT = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([A-Za-z]*)$/;

/**
 * The amount that a text says. Refused: anything but a finite number, another shift's units, and a bare angle in
 * radians beyond one turn, which is probably meant in degrees.
 */
export function parseAmount(shift: Shift, text: string, refusal: Refusal): Amount {
  const [, digits, unit = ""] = NUMBER_AND_UNIT.exec(text.trim()) ?? [];
  const written = Number(digits);
  const value = inOwnUnit(shift, written, unit);
  const { unit: own, writtenUnits, periodic } = SHIFTS[shift];
  if (value === undefined || !Number.isFinite(value)) {
    const units = Object.keys(writtenUnits);
    const or = units.length === 0 ? "" : `, or one with ${units.join(" or ")}`;
    throw refusal(`"${text.trim()}" is no amount of ${shift}; expected a number in ${own}${or}`);
  }
  if (periodic && unit === "" && Math.abs(written) > 2 * Math.PI) {
    throw refusal(`${written} is beyond ±2π radians; if degrees are meant, write ${written}deg`);
  }
  return { value, written, unit };
}

/** True where one amount has a unit and the other is a bare number that the unit would change. */
export function unitsDisagree(shift: Shift, left: Amount, right: Amount): boolean {
  if ((left.unit === "") === (right.unit === "")) return false;
  const [bare, other] = left.unit === "" ? [left, right] : [right, left];
  return inOwnUnit(shift, bare.written, other.unit) !== bare.value;
}

function inOwnUnit(shift: Shift, written: number, unit: string): number | undefined {
  const { writtenUnits } = SHIFTS[shift];
  if (unit !== "" && !Object.hasOwn(writtenUnits, unit)) return undefined;
  // A zero loses its sign.
  return (writtenUnits[unit]?.(written) ?? written) + 0;
}
