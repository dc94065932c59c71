// Equation (1): f(x; θ, δh, δs). A new transform is a file and a line in this registry (and its range in core/shift).

import { type CircleRule, SHIFT_NAMES, SHIFTS, type Shift, type ShiftRanges } from "../core/shift.ts";
import { clipStraightThrough, fraction, offset, reshape, scale } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { hsvToRgb, rgbToHsv } from "./hsv.ts";
import { hueShift } from "./hue.ts";
import { rotate } from "./rotate.ts";
import { saturationShift } from "./saturation.ts";
import type { Transform } from "./define.ts";

export const TRANSFORMS: Readonly<Record<Shift, Transform>> = {
  theta: {
    stage: "geometry",
    apply: (images, amount) => rotate(images, amount, { direction: "clockwise", padding: "replicate" }),
  },
  hue: hueShift,
  saturation: saturationShift,
};

/** True where one of the shifts acts on HSV, so that the conversion there and back must be in the graph. */
export function needsHsv(shifts: readonly Shift[]): boolean {
  return shifts.some((shift) => TRANSFORMS[shift].stage === "colour");
}

/** A value [P] for every shift. */
export type ShiftValues = Readonly<Record<Shift, Value>>;

/**
 * The values that act: clipped to their ranges straight through (derivative 1); a whole circle is left as it is,
 * a part of one is wrapped to [−π, π) first. With the rule "clipped" a circle is clipped like any other range.
 */
export function clipShifts(
  values: ShiftValues,
  ranges: ShiftRanges,
  circle: CircleRule = "wrapped",
): ShiftValues {
  const clipped = { ...values };
  for (const shift of SHIFT_NAMES) {
    const [low, high] = ranges[shift];
    const wraps = SHIFTS[shift].periodic && circle === "wrapped";
    if (wraps && high - low >= 2 * Math.PI - 1e-9) continue;
    clipped[shift] = clipStraightThrough(wraps ? wrapped(values[shift]) : values[shift], low, high);
  }
  return clipped;
}

/**
 * Images [1 or P, 3, H, W] under clipped shifts → [P, 3, H, W] in [0, 1]. Without `colour` the conversion to HSV and
 * back is left out, as equation (3) has it for studies that do not touch colour.
 */
export function transformImages(images: Value, shifts: ShiftValues, { colour }: { colour: boolean }): Value {
  let result = images;
  for (const shift of SHIFT_NAMES) {
    const transform = TRANSFORMS[shift];
    if (transform.stage === "geometry") result = transform.apply(result, shifts[shift]);
  }
  if (!colour) return result;
  let colours = rgbToHsv(result);
  for (const shift of SHIFT_NAMES) {
    const transform = TRANSFORMS[shift];
    const amount = reshape(shifts[shift], [shifts[shift].shape[0] ?? 1, 1, 1, 1]);
    if (transform.stage === "colour") colours = transform.apply(colours, amount);
  }
  return hsvToRgb(colours);
}

function wrapped(radians: Value): Value {
  const turns = fraction(offset(scale(radians, 1 / (2 * Math.PI)), 0.5));
  return scale(offset(turns, -0.5), 2 * Math.PI);
}
