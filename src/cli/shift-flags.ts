// --shift and --at: what is searched or swept and how far, and a single point.

import { z } from "zod";
import { SHIFT_NAMES, type Shift, type ShiftRanges } from "../core/shift.ts";
import { type NamedPoint, parsePoint, parseShiftBox, type ShiftBox } from "../core/shift-grammar.ts";

export const shiftFlag: z.ZodType<ShiftBox> = z
  .array(z.string())
  .default([...SHIFT_NAMES])
  .transform((texts) => parseShiftBox(texts, "--shift"))
  .describe(
    `shifts and their ranges: theta, theta=10 (±10), theta=-3..12, hue=90deg, theta=mild|moderate|severe (default ${SHIFT_NAMES.join()})`,
  );

/** The shifts that a point names, in canonical order. */
export function shiftsOf(point: NamedPoint): readonly Shift[] {
  return SHIFT_NAMES.filter((shift) => point[shift] !== undefined);
}

/** The ranges of the named shifts alone, as JSON output carries them. */
export function namedRanges({ over, ranges }: ShiftBox): Partial<ShiftRanges> {
  return Object.fromEntries(over.map((shift) => [shift, ranges[shift]]));
}

export const pointFlag: z.ZodType<NamedPoint | undefined> = z
  .array(z.string())
  .transform((texts) => parsePoint(texts, "--at"))
  .optional()
  .describe("one point: theta=30 (degrees, clockwise), hue=0.5 (radians, or 30deg), saturation=-0.2");
