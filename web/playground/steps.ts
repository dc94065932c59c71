// How finely a slider moves, from what is known of its shift: in round steps of the unit that it is shown in.

import type { BoxedShift, ShiftFacts } from "../../src/core/shift.ts";
import { shownUnit } from "../../src/core/shift-amount.ts";

/** Steps along the whole of a shift, at least. */
const STEPS = 360;

/** A step, in the shift's own unit: 1, 2 or 5 times a power of ten of the unit it is shown in; 1 of whole numbers. */
export function stepOf({ facts }: BoxedShift): number {
  if (facts.values === "integers") return 1;
  const [low, high] = facts.range;
  const unit = shownScale(facts);
  const rough = ((high - low) * unit) / STEPS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const most = [5, 2, 1].find((times) => times * power <= rough * (1 + 1e-9)) ?? 1;
  return (most * power) / unit;
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

/** Units that are shown in one of the shift's own; what divides has no steps that are even in both. */
function shownScale(facts: ShiftFacts): number {
  const { scale, reciprocal } = shownUnit(facts);
  return reciprocal === true ? 1 : Math.abs(scale);
}
