// Resolution: the picture as a coarser sensor has it, brought back to its size.

import { matmul, reshape } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import { defineShift, onPictures, type ShiftDefinition } from "../define.ts";
import { coarseLength, resampling } from "./resampled-line.ts";

/** log2 of the factor: at 1 half as many pixels on each axis. */
export const resolution: ShiftDefinition = defineShift({
  name: "resolution",
  symbol: "ρ",
  title: "resolution",
  effect: "at a lower resolution",
  unit: "log2 of the factor",
  sign: "",
  decimals: 2,
  writtenUnits: {},
  range: [0, 2],
  severities: { mild: [0, 0.25], moderate: [0, 1], severe: [0, 2] },
  cause: "Another camera, or the same one binned or farther away, puts fewer pixels on the part.",
  periodic: false,
  derivative: "none",
  stage: "sensor",
  scope: "station",
  needsColour: false,
  act: onPictures(coarsened),
  search: { length: 0.7, edge: 0.13 },
});

/** Pictures [1 or P, C, H, W] with ⌊n/2^a + ½⌋ pixels on each axis, at their own size again → [P, C, H, W]. */
function coarsened(pictures: Value, amount: Value): Value {
  const [height = 1, width = 1] = pictures.shape.slice(-2);
  const amounts = reshape(amount, [amount.shape[0] ?? 1, 1, 1, 1]);
  const alongRows = matmul(pictures, resampling(coarseLength(amounts, width), width, true));
  return matmul(resampling(coarseLength(amounts, height), height), alongRows);
}
