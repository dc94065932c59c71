// The part's left or right edge is farther away.

import { defineShift, type ShiftDefinition } from "../define.ts";
import { tiltAbout } from "./tilt.ts";
import { tiltX } from "./tilt-x.ts";

/** Degrees; positive: the left edge moves away. */
export const tiltY: ShiftDefinition = defineShift({
  ...tiltX,
  name: "tilt-y",
  symbol: "τ_y",
  title: "tilt about the vertical axis",
  effect: "tilted sideways",
  positive: "left edge away",
  cause: "The part leans to one side, or the camera is bumped: the left edge is farther away than the right.",
  ...tiltAbout("vertical"),
});
