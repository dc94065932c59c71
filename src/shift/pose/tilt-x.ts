// The part's plane is tilted against the camera's and seen in perspective. A row is read from one row alone, about its
// centre by one factor: rows first, then each row, is the whole interpolation.

import type { Value } from "../../graph/value.ts";
import { defineShift, exactAtZero, onPictures, type ShiftDefinition, symmetric } from "../define.ts";
import { movedFromFloor, UNIT, within } from "./bounds.ts";
import { type Outside, resampleRows, resampleWithinRows } from "./cubic.ts";
import { type Steps, seenAt, stepsToPicture, stepsToPlane } from "./perspective.ts";

function resampled(pictures: Value, { between, along }: Steps, outside: Outside): Value {
  return resampleWithinRows(resampleRows(pictures, between, outside), along, outside);
}

/** Degrees; positive: the upper edge moves away. */
export const tiltX: ShiftDefinition = defineShift({
  name: "tilt-x",
  symbol: "τ_x",
  title: "tilt about the horizontal axis",
  effect: "tilted up or down",
  unit: "degrees",
  sign: "°",
  positive: "upper edge away",
  decimals: 1,
  writtenUnits: { deg: { scale: 1 }, rad: { scale: 180, per: Math.PI } },
  range: symmetric(20),
  severities: { mild: symmetric(2), moderate: symmetric(5), severe: symmetric(15) },
  cause:
    "The part lies on a burr or a chip, or the camera is bumped: the upper edge is farther away than the lower.",
  periodic: false,
  stage: "pose",
  scope: "part",
  needsColour: false,
  act: onPictures((pictures, amount) => {
    const tilted = resampled(pictures, stepsToPlane(pictures, amount), "edge");
    return exactAtZero(pictures, amount, within(tilted, UNIT));
  }),
  back: (maps, amount, range) => {
    const moved = movedFromFloor(maps, range, (raised, bounds) =>
      within(resampled(raised, stepsToPicture(raised, amount), "zero"), bounds),
    );
    return exactAtZero(maps, amount, moved);
  },
  place: seenAt,
  search: { length: 13, edge: 1.3 },
});
