// The part lies above or below its place: the horizontal move of the transposed picture.

import type { ShiftDefinition } from "../define.ts";
import { twinOf } from "../twin.ts";
import { translateX } from "./translate-x.ts";

/** Fractions of the height; positive down. */
export const translateY: ShiftDefinition = twinOf(translateX, {
  name: "translate-y",
  symbol: "t_y",
  title: "vertical position",
  effect: "moved up or down",
  unit: "heights",
  positive: "down",
  cause: "The part lies too high or too low in its fixture, or drifts across the belt.",
  length: { side: "height", share: 1 },
});
