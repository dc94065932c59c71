// The box that is searched: starts within it, and what of a point is fixed.

import { random } from "../core/random.ts";
import { IDENTITY, SHIFT_NAMES, type Shift, type ShiftPoint, type ShiftRanges } from "../core/shift.ts";

/** A point drawn uniformly in the ranges. All coordinates are drawn, whatever is searched; the others become 0. */
export function drawPoint(
  over: readonly Shift[],
  ranges: ShiftRanges,
  seedParts: readonly (string | number)[],
): ShiftPoint {
  const source = random(...seedParts);
  const point = { ...IDENTITY };
  for (const shift of SHIFT_NAMES) {
    const value = source.uniform(...ranges[shift]);
    if (over.includes(shift)) point[shift] = value;
  }
  return point;
}
