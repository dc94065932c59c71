// Noise: a fixed field of unit normals for each picture, times the amount. So the picture at an amount is one picture,
// and has a derivative.

import { add, multiply, reshape } from "../../graph/ops/index.ts";
import { parameter } from "../../graph/value.ts";
import { clamped } from "../clamped.ts";
import { defineShift, onPictures, type ShiftDefinition } from "../define.ts";
import { noiseField } from "./noise-field.ts";

const FIELD = "noise.field";

/** Standard deviation, of values in [0, 1]. */
export const noise: ShiftDefinition = defineShift({
  name: "noise",
  symbol: "σ",
  title: "noise",
  effect: "noisy",
  unit: "standard deviation",
  sign: "",
  decimals: 3,
  writtenUnits: {},
  range: [0, 0.1],
  severities: { mild: [0, 0.01], moderate: [0, 0.03], severe: [0, 0.1] },
  cause: "Too little light: the exposure is short or the gain is high, or the sensor is warm.",
  periodic: false,
  seeded: true,
  stage: "sensor",
  scope: "station",
  needsColour: false,
  act: onPictures((pictures, amount) => {
    const field = parameter(FIELD, pictures.shape.slice(1));
    const strength = reshape(amount, [amount.shape[0] ?? 1, 1, 1, 1]);
    return clamped(add(pictures, multiply(strength, field)));
  }),
  feeds: (image, seed) => ({ [FIELD]: noiseField(image, seed) }),
  search: { length: 0.03, edge: 0.007 },
});
