// The part's upper or lower edge is farther away.

import { defineShift, type ShiftDefinition, symmetric } from "../define.ts";
import { tiltAbout } from "./tilt.ts";

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
  ...tiltAbout("horizontal"),
  search: { length: 13, edge: 1.3 },
});
