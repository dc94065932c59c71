// Gamma: values to the power 2^a, with a straight piece next to black, where the power's slope has no bound.

import { exp, lessOrEqual, log, multiply, offset, reshape, scale, select } from "../../graph/ops/index.ts";
import { scalar, type Value } from "../../graph/value.ts";
import { clamped } from "../clamped.ts";
import { defineShift, exactAtZero, onPictures, type ShiftDefinition, symmetric } from "../define.ts";

/** Below it the curve is straight; all 8-bit values but 0 are above. */
const STRAIGHT_BELOW = 0.001;

/** Binary logarithm of the exponent. */
export const gamma: ShiftDefinition = defineShift({
  name: "gamma",
  symbol: "δγ",
  title: "gamma",
  effect: "gamma shifted",
  unit: "log2 of the exponent",
  sign: "",
  positive: "darker",
  decimals: 2,
  writtenUnits: {},
  range: symmetric(0.5),
  severities: { mild: symmetric(0.1), moderate: symmetric(0.2), severe: symmetric(0.5) },
  cause: "The camera's tone curve is set otherwise, or an update of its software changes it.",
  periodic: false,
  stage: "light",
  scope: "station",
  needsColour: false,
  act: onPictures((pictures, amount) => exactAtZero(pictures, amount, powered(pictures, amount))),
  search: { length: 0.33, edge: 0.07 },
});

/** x · max(x, 0.001)^(2^a − 1), clamped. */
function powered(pictures: Value, amount: Value): Value {
  const excess = offset(exp(scale(reshape(amount, [amount.shape[0] ?? 1, 1, 1, 1]), Math.LN2)), -1);
  const least = scalar(STRAIGHT_BELOW);
  const logs = log(select(lessOrEqual(pictures, least), least, pictures));
  return clamped(multiply(pictures, exp(multiply(excess, logs))));
}
