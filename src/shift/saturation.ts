// Saturation shift (paper, eq. 1): added, the sum clipped to [0, 1] straight through.

import { add, clipStraightThrough } from "../graph/ops/index.ts";
import type { ColourTransform } from "./define.ts";

/** Units of saturation. */
export const saturationShift: ColourTransform = {
  stage: "colour",
  apply: (colours, amount) => ({
    ...colours,
    saturation: clipStraightThrough(add(colours.saturation, amount), 0, 1),
  }),
};
