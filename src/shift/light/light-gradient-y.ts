// Light gradient from top to bottom: that along x on the transposed picture, in the same linear light as its neighbours.

import { multiply, offset } from "../../graph/ops/index.ts";
import { defineShift, type ShiftDefinition } from "../define.ts";
import { lightGradientX } from "./light-gradient-x.ts";
import { inLinearLight } from "./linear.ts";
import { acrossHeight } from "./positions.ts";

/** Relative change of the light at the lower edge; that at the upper is the opposite. */
export const lightGradientY: ShiftDefinition = defineShift({
  ...lightGradientX,
  name: "light-gradient-y",
  symbol: "gy",
  title: "light gradient along y",
  effect: "light gradient along y shifted",
  positive: "brighter below",
  cause: "A lamp above or below moves, fails or is shaded.",
  act: inLinearLight((amount, height) =>
    offset(
      multiply(
        amount,
        acrossHeight(height, (place) => place),
      ),
      1,
    ),
  ),
});
