// The part lies above or below its place.

import { defineShift, type ShiftDefinition } from "../define.ts";
import { moveAlong } from "./move.ts";
import { translateX } from "./translate-x.ts";

/** Fractions of the height; positive down. */
export const translateY: ShiftDefinition = defineShift({
  ...translateX,
  name: "translate-y",
  symbol: "t_y",
  title: "vertical position",
  effect: "moved up or down",
  unit: "heights",
  positive: "down",
  cause: "The part lies too high or too low in its fixture, or drifts across the belt.",
  length: { side: "height", share: 1 },
  ...moveAlong("y"),
});
