// Light gradient from left to right: the light grows or falls evenly across the width.

import { multiply, offset } from "../../graph/ops/index.ts";
import { defineShift, type ShiftDefinition, symmetric } from "../define.ts";
import { inLinearLight } from "./linear.ts";
import { acrossWidth } from "./positions.ts";

/** Relative change of the light at the right edge; that at the left is the opposite. */
export const lightGradientX: ShiftDefinition = defineShift({
  name: "light-gradient-x",
  symbol: "gx",
  title: "light gradient along x",
  effect: "light gradient along x shifted",
  unit: "",
  sign: "",
  positive: "brighter on the right",
  decimals: 2,
  shownIn: { scale: 100, sign: "%", decimals: 1 },
  writtenUnits: { "%": { scale: 1, per: 100 } },
  range: symmetric(0.5),
  severities: { mild: symmetric(0.05), moderate: symmetric(0.15), severe: symmetric(0.4) },
  cause: "A lamp at the side moves, fails or is shaded.",
  periodic: false,
  stage: "light",
  scope: "station",
  needsColour: false,
  act: inLinearLight((amount, _height, width) =>
    offset(
      multiply(
        amount,
        acrossWidth(width, (place) => place),
      ),
      1,
    ),
  ),
  search: { length: 0.33, edge: 0.07 },
});
