// JPEG: the picture coded at a quality and decoded again, as libjpeg does it (4:2:0), to the last level.

import {
  broadcastTo,
  clamp,
  divide,
  floor,
  negate,
  offset,
  reshape,
  scale,
  withDerivativeOf,
} from "../../graph/ops/index.ts";
import { scalar, type Value } from "../../graph/value.ts";
import { defineShift, exactAtZero, onPictures, type ShiftDefinition } from "../define.ts";
import { bytesOf, planesOf } from "./jpeg-planes.ts";
import { CHROMINANCE, LUMINANCE, quantised, quantiserSteps, tableScale } from "./jpeg-tables.ts";
import { BLOCK, coefficientEighths, samplesOf } from "./jpeg-transform.ts";
import type { Matrix } from "./jpeg-whole.ts";

/**
 * Pictures [1 or P, 3, H, W] in [0, 1] coded at quality 100 − ⌊amount + ½⌋ → [P, 3, H, W], bytes over 255. Amounts below
 * ½ leave the picture as it is. The derivative is that of the picture itself: coding has none, nor has the amount.
 */
function coded(pictures: Value, amount: Value): Value {
  const points = amount.shape[0] ?? 1;
  const [, , height = 1, width = 1] = pictures.shape;
  const wholeAmount = floor(offset(amount, 0.5));
  const percent = tableScale(offset(negate(wholeAmount), 100));
  const { luma, chroma } = planesOf(floor(offset(scale(pictures, 255), 0.5)));
  const planes = {
    luma: codedPlanes(luma, LUMINANCE, percent),
    chroma: codedPlanes(chroma, CHROMINANCE, percent),
  };
  const decoded = divide(bytesOf(planes, height, width), scalar(255));
  const passing = broadcastTo(pictures, [points, ...pictures.shape.slice(1)]);
  return exactAtZero(pictures, wholeAmount, withDerivativeOf(decoded, passing));
}

/** Planes of samples around 0 [1 or P, C, rows, columns] through the coder → [P, C, rows, columns]. */
function codedPlanes(planes: Value, table: Matrix, percent: Value): Value {
  const [count = 1, channels = 1, rows = 1, columns = 1] = planes.shape;
  const blocks = reshape(planes, [count, channels, rows / BLOCK, BLOCK, columns]);
  const kept = quantised(coefficientEighths(blocks), quantiserSteps(table, percent, columns));
  const decoded = clamp(samplesOf(kept), -128, 127, 0);
  return reshape(decoded, [percent.shape[0] ?? 1, channels, rows, columns]);
}

/** 100 − quality. */
export const jpeg: ShiftDefinition = defineShift({
  name: "jpeg",
  symbol: "q",
  title: "JPEG coding",
  effect: "coded as JPEG",
  unit: "",
  sign: "",
  decimals: 0,
  shownIn: { scale: -1, offset: 100, before: "q", sign: "", decimals: 0 },
  writtenUnits: { q: { scale: -1, offset: 100, before: true } },
  range: [0, 90],
  severities: { mild: [0, 5], moderate: [0, 25], severe: [0, 70] },
  cause: "Pictures are stored or sent as JPEG, or the camera codes them at a lower quality.",
  periodic: false,
  values: "integers",
  derivative: "none",
  stage: "sensor",
  scope: "station",
  needsColour: false,
  act: onPictures(coded),
  search: { length: 30, edge: 6 },
});
