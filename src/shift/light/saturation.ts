// δs (paper, eq. 1): added to the saturation, the sum clipped to [0, 1] straight through.

import { add, clipStraightThrough, reshape } from "../../graph/ops/index.ts";
import { defineShift, inSpace, type ShiftDefinition, symmetric } from "../define.ts";
import { HSV } from "./hsv.ts";

/** Units of saturation. */
export const saturation: ShiftDefinition = defineShift({
  name: "saturation",
  symbol: "δs",
  title: "saturation",
  effect: "saturation shifted",
  unit: "",
  sign: "",
  decimals: 2,
  shownIn: { scale: 1, sign: "", decimals: 3 },
  writtenUnits: {},
  range: symmetric(0.5),
  severities: { mild: symmetric(0.05), moderate: symmetric(0.15), severe: symmetric(0.5) },
  cause: "The light's spectrum, haze or the camera's processing makes colours stronger or paler.",
  periodic: false,
  stage: "light",
  scope: "station",
  needsColour: true,
  act: inSpace(HSV, (colours, amount) => ({
    ...colours,
    saturation: clipStraightThrough(
      add(colours.saturation, reshape(amount, [amount.shape[0] ?? 1, 1, 1, 1])),
      0,
      1,
    ),
  })),
  search: {
    length: 1,
    edge: 0.12,
    learningRate: 0.1,
    drawnTogether: 2,
    favoured: { low: 0.06, high: 0.36, still: 0, near: 0, edges: ["high"] },
  },
});
