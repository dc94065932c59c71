// Vignette: the light falls off with the square of the distance from the centre.

import { add, complement, multiply } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import { defineShift, type ShiftDefinition } from "../define.ts";
import { inLinearLight } from "./linear.ts";
import { acrossHeight, acrossWidth } from "./positions.ts";

/** Share of the light that is lost in the picture's corner. */
export const vignette: ShiftDefinition = defineShift({
  name: "vignette",
  symbol: "δv",
  title: "vignette",
  effect: "vignette shifted",
  unit: "",
  sign: "",
  positive: "darker corners",
  decimals: 2,
  shownIn: { scale: 100, sign: "%", decimals: 1 },
  writtenUnits: { "%": { scale: 1, per: 100 } },
  range: [0, 0.8],
  severities: { mild: [0, 0.1], moderate: [0, 0.3], severe: [0, 0.6] },
  cause: "A lens, its hood or a ring light out of place lets less light into the corners.",
  periodic: false,
  stage: "light",
  scope: "station",
  needsColour: false,
  act: inLinearLight((amount, height, width) => complement(multiply(amount, falloff(height, width)))),
  search: { length: 0.27, edge: 0.05 },
});

/** Squared distance from the centre, 1 in the picture's corner, [1, 1, H, W]. */
function falloff(height: number, width: number): Value {
  const diagonal = height ** 2 + width ** 2;
  const rows = acrossHeight(height, (u) => (u * height) ** 2 / diagonal);
  const columns = acrossWidth(width, (u) => (u * width) ** 2 / diagonal);
  return add(rows, columns);
}
