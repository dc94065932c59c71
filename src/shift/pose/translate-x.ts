// The part lies beside its place.

import { defineShift, type ShiftDefinition, symmetric } from "../define.ts";
import { moveAlong } from "./move.ts";

/** Fractions of the width; positive to the right. */
export const translateX: ShiftDefinition = defineShift({
  name: "translate-x",
  symbol: "t_x",
  title: "horizontal position",
  effect: "moved sideways",
  unit: "widths",
  sign: "",
  positive: "to the right",
  decimals: 3,
  shownIn: { scale: 100, sign: "%", decimals: 2 },
  writtenUnits: { "%": { scale: 1, per: 100 } },
  range: symmetric(0.2),
  severities: { mild: symmetric(0.01), moderate: symmetric(0.03), severe: symmetric(0.1) },
  cause: "The part lies too far left or right in its fixture, or the camera is triggered early or late.",
  periodic: false,
  length: { side: "width", share: 1 },
  stage: "pose",
  scope: "part",
  needsColour: false,
  ...moveAlong("x"),
  search: { length: 0.13, edge: 0.013 },
});
