// Motion: every point becomes a line along the way the part or the camera moves while the shutter is open, on the sRGB
// values as the common corruption libraries have it. The line's weights become one factor per cosine frequency.

import { tensor } from "../../core/tensor.ts";
import { matmul, multiply, reshape, scale, transposeMatrix } from "../../graph/ops/index.ts";
import { constant, type Value } from "../../graph/value.ts";
import { defineShift, exactAtZero, onPictures, type ShiftDefinition } from "../define.ts";
import { analysis, response, synthesis } from "./cosines.ts";
import { reachOf, spreadWeights } from "./spread.ts";

const LONGEST = 4;

/** Length of the line in per cent of the width. */
export const motionX: ShiftDefinition = defineShift({
  name: "motion-x",
  symbol: "L_x",
  title: "horizontal motion blur",
  effect: "blurred sideways",
  unit: "per cent of the width",
  sign: "%",
  decimals: 2,
  writtenUnits: { "%": { scale: 1 } },
  range: [0, LONGEST],
  severities: { mild: [0, 0.5], moderate: [0, 1.5], severe: [0, LONGEST] },
  cause: "The line runs faster than the exposure time allows for, or the camera shakes sideways.",
  periodic: false,
  length: { side: "width", share: 0.01 },
  stage: "optics",
  scope: "station",
  needsColour: false,
  act: blurAlong("x"),
  search: { length: 1.3, edge: 0.27 },
});

/** How lines along rows, or along columns as the transposed picture's rows, blur pictures. */
export function blurAlong(axis: "x" | "y"): ShiftDefinition["act"] {
  return onPictures((pictures, amount) => {
    const blurred =
      axis === "x"
        ? lineBlurred(pictures, amount)
        : transposeMatrix(lineBlurred(transposeMatrix(pictures), amount));
    return exactAtZero(pictures, amount, blurred);
  });
}

/** Pictures [1 or P, C, H, W] blurred along rows by lines of lengths [P] in per cent of the width → [P, C, H, W]. */
function lineBlurred(pictures: Value, amount: Value): Value {
  const width = pictures.shape.at(-1) ?? 1;
  const reach = reachOf((width * LONGEST) / 200);
  const columns = { length: width, reach };
  const halfLength = reshape(scale(amount, width / 200), [amount.shape[0] ?? 1, 1, 1, 1]);
  const distances = Array.from({ length: reach + 1 }, (_, distance) => distance);
  const weights = spreadWeights(
    halfLength,
    tensor([1, reach + 1], distances),
    tensor(
      [1, reach + 1],
      distances.map((distance) => (distance === 0 ? 1 : 2)),
    ),
  );
  const factors = matmul(weights, constant(response(columns)));
  const spectrum = matmul(pictures, constant(analysis(columns)));
  return matmul(multiply(spectrum, factors), constant(synthesis(columns)));
}
