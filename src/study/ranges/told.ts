// What can be said of one shift: the range of it that the pictures show, or why they show none.

import type { Range, ShiftFacts } from "../../core/shift.ts";
import { coveringRange } from "./spread.ts";

export interface ToldRange {
  readonly facts: ShiftFacts;
  readonly range: Range;
  /** True where the pictures differ by more than the shift's own range. */
  readonly isClipped: boolean;
  /** Pictures that it was read from. */
  readonly pictures: number;
  /** Where in the pictures. */
  readonly from: string;
  /** What it rests on besides. */
  readonly remark?: string;
}

export interface UntoldRange {
  readonly facts: ShiftFacts;
  /** Why nothing can be said, as a clause. */
  readonly why: string;
}

export type Told = ToldRange | UntoldRange;

/** Fewer pictures show no spread. */
export const LEAST_PICTURES = 8;
/** The share of the pictures in which something must be seen. */
export const LEAST_SHARE = 0.8;

/** Where a share of the pictures too small, or too few of them, show something. */
export function isTooFew(seen: number, of: number, share: number = LEAST_SHARE): boolean {
  return seen < LEAST_PICTURES || seen < share * of;
}

export interface Deviations {
  /** How far each picture lies from the middle one, in the shift's unit. */
  readonly values: readonly number[];
  /** Spreads below it are what measuring itself leaves. */
  readonly floor: number;
  readonly from: string;
  readonly remark?: string;
}

/** The range that covers most deviations, at two digits; untold where it is below the floor. */
export function toldFrom(facts: ShiftFacts, { values, floor, from, remark }: Deviations): Told {
  const [low, high] = coveringRange(values, facts.range);
  if (high < floor) {
    const unit = facts.unit === "" ? "" : ` ${facts.unit}`;
    return { facts, why: `the pictures differ by less than ${floor}${unit}, which is what can be measured` };
  }
  const [least, most] = facts.range;
  const range = [atTwoDigits(Math.max(least, low)), atTwoDigits(Math.min(most, high))] as const;
  return {
    ...{ facts, range, from, pictures: values.length, isClipped: high > most || low < least },
    ...(remark === undefined ? {} : { remark }),
  };
}

function atTwoDigits(value: number): number {
  return Number(value.toPrecision(2)) + 0;
}
