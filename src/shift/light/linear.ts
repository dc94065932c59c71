// Linear light, where lamps and lenses act: sRGB decoded, multiplied by gains, encoded again (IEC 61966-2-1). Powers are
// taken of values away from 0 alone: in the straight piece the power's derivative would be infinite, times 0.

import {
  and,
  exp,
  greaterOrEqual,
  lessOrEqual,
  log,
  multiply,
  offset,
  reshape,
  scale,
  select,
  withDerivativeOf,
} from "../../graph/ops/index.ts";
import { scalar, type Value } from "../../graph/value.ts";
import { clamped } from "../clamped.ts";
import { type Act, inSpace, type Space } from "../define.ts";

/** Where the straight piece ends: in sRGB values, in linear light. */
const STRAIGHT = { coded: 0.04045, linear: 0.0031308, slope: 12.92 };
const CURVE = { exponent: 2.4, scale: 1.055, offset: 0.055 };

export interface LinearLight {
  /** The pictures that entered, [1 or P, 3, H, W]. */
  readonly pictures: Value;
  /** [1 or P, 3, H, W] in [0, 1]. */
  readonly light: Value;
  /** The amounts [P] that acted: where all are 0, the entering picture leaves bit for bit. */
  readonly amounts: readonly Value[];
}

/** sRGB values in [0, 1] → linear light. */
export function toLinear(coded: Value): Value {
  const isStraight = lessOrEqual(coded, scalar(STRAIGHT.coded));
  const curved = select(isStraight, scalar(1), scale(offset(coded, CURVE.offset), 1 / CURVE.scale));
  return select(isStraight, scale(coded, 1 / STRAIGHT.slope), power(curved, CURVE.exponent));
}

/** Linear light in [0, 1] → sRGB values. */
export function toCoded(light: Value): Value {
  const isStraight = lessOrEqual(light, scalar(STRAIGHT.linear));
  const curved = select(isStraight, scalar(1), light);
  const root = power(curved, 1 / CURVE.exponent);
  return select(isStraight, scale(light, STRAIGHT.slope), offset(scale(root, CURVE.scale), -CURVE.offset));
}

/** Linear light as a space of shifts; exact where no amount acts, with the formula's derivatives everywhere. */
export const LINEAR: Space<LinearLight> = {
  enter: (pictures) => ({ pictures, light: toLinear(pictures), amounts: [] }),
  leave: ({ pictures, light, amounts }) => {
    const coded = toCoded(light);
    const still = amounts.map(isZero);
    if (still.length === 0) return pictures;
    return withDerivativeOf(select(still.reduce(and), pictures, coded), coded);
  },
};

/** A shift that multiplies linear light: its gain for amounts [P, 1, 1, 1] and pictures of a height and width. */
export function inLinearLight(gain: (amount: Value, height: number, width: number) => Value): Act<unknown> {
  return inSpace(LINEAR, ({ pictures, light, amounts }, amount) => {
    const [, , height = 1, width = 1] = light.shape;
    const factor = gain(reshape(amount, [amount.shape[0] ?? 1, 1, 1, 1]), height, width);
    return { pictures, light: clamped(multiply(light, factor)), amounts: [...amounts, amount] };
  });
}

/** x^p of values above 0. */
function power(values: Value, exponent: number): Value {
  return exp(scale(log(values), exponent));
}

/** [P] → whether each is 0, [P, 1, 1, 1]. */
function isZero(amount: Value): Value {
  const each = reshape(amount, [amount.shape[0] ?? 1, 1, 1, 1]);
  return and(lessOrEqual(each, scalar(0)), greaterOrEqual(each, scalar(0)));
}
