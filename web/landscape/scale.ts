// From shifts to places in a drawing.

import type { Range } from "../../src/core/shift.ts";

export type Scale = (value: number) => number;

/** The ends, the middle and the quarters of a range, as they are written at an axis. */
export function ticksOf([low, high]: Range): { value: number; text: string }[] {
  const digits = high - low > 20 ? 0 : 2;
  return [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const value = low + share * (high - low);
    return { value, text: value.toFixed(digits).replace("-", "−") };
  });
}
