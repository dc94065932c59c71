// Contrast: every channel's distance from its mean over the picture grows by a share (ImageNet-C's formula).

import { add, multiply, reshape, scale, subtract, sum } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import { clamped } from "../clamped.ts";
import { defineShift, onPictures, type ShiftDefinition, symmetric } from "../define.ts";

/** Relative change of the distance from the mean. */
export const contrast: ShiftDefinition = defineShift({
  name: "contrast",
  symbol: "δc",
  title: "contrast",
  effect: "contrast shifted",
  unit: "",
  sign: "",
  positive: "stronger",
  decimals: 2,
  shownIn: { scale: 100, sign: "%", decimals: 1 },
  writtenUnits: { "%": { scale: 1, per: 100 } },
  range: symmetric(0.5),
  severities: { mild: symmetric(0.1), moderate: symmetric(0.2), severe: symmetric(0.5) },
  cause: "Haze, stray light or a dirty lens flattens the picture, or the camera's processing steepens it.",
  periodic: false,
  stage: "light",
  scope: "station",
  needsColour: false,
  act: onPictures((pictures, amount) => {
    const change = reshape(amount, [amount.shape[0] ?? 1, 1, 1, 1]);
    // At 0 nothing is added: exact without a choice.
    return clamped(add(pictures, multiply(change, subtract(pictures, channelMeans(pictures)))));
  }),
  search: { length: 0.33, edge: 0.07 },
});

/** [P, C, H, W] → [P, C, 1, 1]. Rows first: a long sum in one go loses digits of float32. */
function channelMeans(pictures: Value): Value {
  const [, , height = 1, width = 1] = pictures.shape;
  return scale(sum(sum(pictures, [3]), [2]), 1 / (height * width));
}
