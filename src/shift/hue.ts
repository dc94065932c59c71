// Hue shift (paper, eq. 1): added modulo 2π, so wrapping is exact and no clip is needed.

import { add, scale } from "../graph/ops/index.ts";
import type { ColourTransform } from "./define.ts";

/** Radians. */
export const hueShift: ColourTransform = {
  stage: "colour",
  apply: (colours, amount) => ({ ...colours, hue: add(colours.hue, scale(amount, 1 / (2 * Math.PI))) }),
};
