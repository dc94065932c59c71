// From shifts to places in a drawing.

import type { BoxedShift } from "../../src/core/shift.ts";
import { numberShown } from "../../src/explore/amounts.ts";

export type Scale = (value: number) => number;

/** The ends, the middle and the quarters of a range, as they are written at an axis in the unit that is shown. */
export function ticksOf({ facts, range: [low, high] }: BoxedShift): { value: number; text: string }[] {
  return [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const value = low + share * (high - low);
    return { value, text: String(numberShown(facts, value)).replace("-", "−") };
  });
}
