// How finely a slider moves, from what is known of its shift.

import type { BoxedShift } from "../../src/core/shift.ts";

/** Steps along the whole of a shift, at least. */
const STEPS = 360;

/** A round step: 1, 2 or 5 times a power of ten; 1 of whole numbers. */
export function stepOf({ facts }: BoxedShift): number {
  if (facts.values === "integers") return 1;
  const [low, high] = facts.range;
  const rough = (high - low) / STEPS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const most = [5, 2, 1].find((times) => times * power <= rough * (1 + 1e-9)) ?? 1;
  return most * power;
}

/** The amount that an input stands for: within the range, of the shift's own list, on its steps if it `snaps`. */
export function snapped(amount: number, boxed: BoxedShift, snaps: boolean): number {
  const { facts, range } = boxed;
  const within = Math.min(range[1], Math.max(range[0], amount));
  if (facts.values !== undefined && facts.values !== "integers")
    return facts.values.reduce(
      (best, value) => (Math.abs(value - within) < Math.abs(best - within) ? value : best),
      0,
    );
  if (!snaps && facts.values === undefined) return within;
  const step = stepOf(boxed);
  return Math.min(range[1], Math.max(range[0], Number((Math.round(within / step) * step).toFixed(6))));
}
