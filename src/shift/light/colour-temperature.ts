// Colour temperature: the lamp's light moves along the Planckian locus, and the camera's white balance stays.

import { defineShift, type ShiftDefinition, symmetric } from "../define.ts";
import { inLinearLight } from "./linear.ts";
import { DAYLIGHT, gainsOfLamp, MILLION } from "./planck.ts";

/** Mired against daylight of 6504 K. */
export const colourTemperature: ShiftDefinition = defineShift({
  name: "colour-temperature",
  symbol: "δT",
  title: "colour temperature",
  effect: "colour temperature shifted",
  unit: "mired",
  sign: " mired",
  positive: "warmer",
  decimals: 1,
  shownIn: { scale: MILLION, offset: MILLION / DAYLIGHT, reciprocal: true, sign: " K", decimals: 0 },
  writtenUnits: {
    K: { scale: MILLION, offset: -MILLION / DAYLIGHT, reciprocal: true },
    mired: { scale: 1 },
  },
  range: [-60, 220],
  severities: { mild: symmetric(15), moderate: symmetric(50), severe: [-60, 220] },
  cause:
    "A lamp is replaced by one of another colour or ages, or daylight mixes in; the white balance stays.",
  periodic: false,
  stage: "light",
  scope: "station",
  needsColour: true,
  act: inLinearLight(gainsOfLamp),
  search: { length: 90, edge: 19 },
});
