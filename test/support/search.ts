// What searches are tried on: an analytic objective, and settings for it.

import type { Objective } from "../../src/core/objective.ts";
import { IDENTITY, PAPER_RANGES, SHIFT_NAMES, type ShiftPoint } from "../../src/core/shift.ts";
import type { SearchSettings } from "../../src/search/search.ts";

/** A loss with a hill at `peak` and a smaller one at the origin; pAUROC falls as the loss rises. */
export function hills(peak: ShiftPoint): Objective {
  return async (points, wanted = {}) =>
    points.map((point) => {
      const units = { theta: 40, hue: 1, saturation: 0.3 };
      const hill = (centre: ShiftPoint, height: number): { value: number; slope: ShiftPoint } => {
        const offsets = SHIFT_NAMES.map((shift) => (point[shift] - centre[shift]) / units[shift]);
        const value = height * Math.exp(-offsets.reduce((sum, offset) => sum + offset * offset, 0));
        const slope = { ...IDENTITY };
        for (const [axis, shift] of SHIFT_NAMES.entries()) {
          slope[shift] = (-2 * value * (offsets[axis] ?? 0)) / units[shift];
        }
        return { value, slope };
      };
      const [near, far] = [hill(IDENTITY, 0.2), hill(peak, 1)];
      const gradient = { ...IDENTITY };
      for (const shift of SHIFT_NAMES) gradient[shift] = near.slope[shift] + far.slope[shift];
      const loss = near.value + far.value;
      return { point, loss, pauroc: 1 - loss / 2, imageScore: 0.5, ...(wanted.gradient ? { gradient } : {}) };
    });
}

export const settings = (changes: Partial<SearchSettings> = {}): SearchSettings => ({
  over: SHIFT_NAMES,
  ranges: PAPER_RANGES,
  budget: 40,
  seedParts: [7, "demo", "gear", "003.png"],
  ...changes,
});
