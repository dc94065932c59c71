// Exposure: all light times 2^a.

import { exp, scale } from "../../graph/ops/index.ts";
import { defineShift, type ShiftDefinition, symmetric } from "../define.ts";
import { inLinearLight } from "./linear.ts";

/** Stops: one more is twice the light. */
export const exposure: ShiftDefinition = defineShift({
  name: "exposure",
  symbol: "δe",
  title: "exposure",
  effect: "exposure shifted",
  unit: "stops",
  sign: " stops",
  positive: "brighter",
  decimals: 2,
  writtenUnits: { stops: { scale: 1 }, ev: { scale: 1 } },
  range: symmetric(1),
  severities: { mild: symmetric(0.2), moderate: symmetric(0.5), severe: symmetric(1) },
  cause:
    "The lamp ages or is replaced, its voltage or the exposure time drifts, or daylight reaches the station.",
  periodic: false,
  stage: "light",
  scope: "station",
  needsColour: false,
  act: inLinearLight((amount) => exp(scale(amount, Math.LN2))),
  search: { length: 0.7, edge: 0.13 },
});
