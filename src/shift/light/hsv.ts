// RGB ↔ HSV as kornia defines it (fixtures: colour), with hue counted in turns, [0, 1). Greys, up to the rounding a
// rotation leaves, have hue 0 and no hue derivative.

import {
  and,
  complement,
  concat,
  divide,
  floor,
  fraction,
  greaterOrEqual,
  lessOrEqual,
  maximum,
  minimum,
  multiply,
  offset,
  scale,
  select,
  slice,
  subtract,
} from "../../graph/ops/index.ts";
import { scalar, type Value } from "../../graph/value.ts";
import type { Space } from "../define.ts";

/** Channels [P, 1, H, W]. */
export interface Hsv {
  /** Turns, [0, 1). */
  readonly hue: Value;
  readonly saturation: Value;
  readonly value: Value;
}

const EPSILON = 1e-8;
/** Channel spreads up to this count as grey. */
const GREY_SPREAD = 1e-5;

/** [P, 3, H, W] → hue, saturation, value. The first maximum decides the hue's sextant; ties share max and min. */
export function rgbToHsv(image: Value): Hsv {
  const [red, green, blue] = [slice(image, 1, 0, 1), slice(image, 1, 1, 2), slice(image, 1, 2, 3)];
  const value = maximum(image, [1]);
  const spread = subtract(value, minimum(image, [1]));
  const grey = lessOrEqual(spread, scalar(GREY_SPREAD));
  const divisor = select(grey, scalar(1), spread);
  const redLeads = and(greaterOrEqual(red, green), greaterOrEqual(red, blue));
  const sextants = select(
    redLeads,
    divide(subtract(green, blue), divisor),
    select(
      greaterOrEqual(green, blue),
      offset(divide(subtract(blue, red), divisor), 2),
      offset(divide(subtract(red, green), divisor), 4),
    ),
  );
  const hue = select(grey, scalar(0), wholeTurn(scale(sextants, 1 / 6)));
  return { hue, saturation: divide(spread, offset(value, EPSILON)), value };
}

/** Hue in turns (any real), saturation, value → [P, 3, H, W]. */
export function hsvToRgb({ hue, saturation, value }: Hsv): Value {
  const sextants = scale(wholeTurn(hue), 6);
  const sextant = floor(sextants);
  const within = subtract(sextants, sextant);
  const low = multiply(value, complement(saturation));
  const falling = multiply(value, complement(multiply(within, saturation)));
  const rising = multiply(value, complement(multiply(complement(within), saturation)));
  const until = (last: number, here: Value, otherwise: Value): Value =>
    select(lessOrEqual(sextant, scalar(last)), here, otherwise);
  const red = until(0, value, until(1, falling, until(3, low, until(4, rising, value))));
  const green = until(0, rising, until(2, value, until(3, falling, low)));
  const blue = until(1, low, until(2, rising, until(4, value, falling)));
  return concat([red, green, blue], 1);
}

/** Hue, saturation and value, where colour shifts act. */
export const HSV: Space<Hsv> = { enter: rgbToHsv, leave: hsvToRgb };

/** Turns brought to [0, 1): just below zero may round up to one, which is zero. */
function wholeTurn(turns: Value): Value {
  const rest = fraction(turns);
  return select(greaterOrEqual(rest, scalar(1)), offset(rest, -1), rest);
}
