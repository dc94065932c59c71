// δh (paper, eq. 1): added to the hue modulo 2π, so wrapping is exact and no clip is needed.

import { add, reshape, scale } from "../../graph/ops/index.ts";
import { defineShift, inSpace, type ShiftDefinition, symmetric } from "../define.ts";
import { HSV } from "./hsv.ts";

const radiansOf = (degrees: number): number => (degrees * Math.PI) / 180;

/** Radians. */
export const hue: ShiftDefinition = defineShift({
  name: "hue",
  symbol: "δh",
  title: "hue",
  effect: "hue shifted",
  unit: "radians",
  sign: " rad",
  decimals: 2,
  shownIn: { scale: 180 / Math.PI, sign: "°", decimals: 2 },
  writtenUnits: { rad: { scale: 1 }, deg: { scale: Math.PI, per: 180 } },
  range: symmetric(Math.PI),
  severities: {
    mild: symmetric(radiansOf(5)),
    moderate: symmetric(radiansOf(15)),
    severe: symmetric(radiansOf(180)),
  },
  cause: "The lamp or the camera's white balance drifts in colour, or the part's batch is tinted.",
  periodic: true,
  stage: "light",
  scope: "station",
  needsColour: true,
  act: inSpace(HSV, (colours, amount) => ({
    ...colours,
    hue: add(colours.hue, reshape(scale(amount, 1 / (2 * Math.PI)), [amount.shape[0] ?? 1, 1, 1, 1])),
  })),
  search: {
    length: 2 * Math.PI,
    edge: 0.4,
    learningRate: 0.1,
    drawnTogether: 1,
    favoured: { low: 0.06, high: 0.06, still: 0, near: 0, edges: ["around"] },
  },
});
