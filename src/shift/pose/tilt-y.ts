// The part's plane is tilted about the vertical axis: the other tilt of the transposed picture.

import type { ShiftDefinition } from "../define.ts";
import { twinOf } from "../twin.ts";
import { tiltX } from "./tilt-x.ts";

/** Degrees; positive: the left edge moves away. */
export const tiltY: ShiftDefinition = twinOf(tiltX, {
  name: "tilt-y",
  symbol: "τ_y",
  title: "tilt about the vertical axis",
  effect: "tilted sideways",
  positive: "left edge away",
  cause: "The part leans to one side, or the camera is bumped: the left edge is farther away than the right.",
});
