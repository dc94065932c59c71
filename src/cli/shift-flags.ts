// --shift and --at: what is searched or swept and how far, and a single point.

import { z } from "zod";
import { type CircleRule, effectivePoint, fullBox, type ShiftBox, type ShiftPoint } from "../core/shift.ts";
import { parseShiftBox as boxIn, parsePoint as pointIn } from "../core/shift-grammar.ts";
import { paperBox, shiftFacts, stationBox } from "../shift/registry.ts";
import { withForm } from "./flag-facts.ts";
import { POINT_FORM, RANGES_FORM } from "./study-file/pairs-forms.ts";

const SHIFTS_TEXT =
  "shifts and their ranges: theta, theta=10 (±10), theta=-3..12, hue=90deg, theta=mild|moderate|severe, a file of your own as 'NAME=FILE.onnx(0..1)'";

export const shiftFlag: z.ZodType<ShiftBox> = withForm(
  z
    .array(z.string())
    .optional()
    .transform((texts) => (texts === undefined ? paperBox() : parseShiftBox(texts))),
  RANGES_FORM,
).describe(`${SHIFTS_TEXT} (default ${namesOf(paperBox()).join()})`);

/** The same where what stands for it depends on the pictures. */
export const stationShiftFlag: z.ZodType<ShiftBox | undefined> = withForm(
  z
    .array(z.string())
    .optional()
    .transform((texts) => (texts === undefined ? undefined : parseShiftBox(texts))),
  RANGES_FORM,
).describe(
  `${SHIFTS_TEXT} (default, at moderate: ${namesOf(stationBox({ hasColour: true })).join()}; on grey pictures none of colour)`,
);

export const pointFlag: z.ZodType<ShiftPoint | undefined> = withForm(
  z.array(z.string()).transform((texts) => parsePoint(texts)),
  POINT_FORM,
)
  .optional()
  .describe(
    "one point: theta=30 (degrees, clockwise), hue=0.5 (radians, or 30deg), saturation=-0.2, 'NAME=FILE.onnx(0.4)'",
  );

/** The registered shifts of "NAME[=RANGE],…", in canonical order; UsageError that begins with `source` otherwise. */
export function parseShiftBox(texts: readonly string[], source = "--shift"): ShiftBox {
  return boxIn(texts, source, shiftFacts());
}

/** The point of "NAME=VALUE,…" over the registered shifts; UsageError as above. */
export function parsePoint(texts: readonly string[], source = "--at"): ShiftPoint {
  return pointIn(texts, source, shiftFacts());
}

/** The shifts of a box, in its order. */
export function namesOf(box: ShiftBox): string[] {
  return box.map(({ facts }) => facts.name);
}

/** A point within the shifts' full ranges, as graphs take it. */
export function actingPoint(point: ShiftPoint, circle: CircleRule): ShiftPoint {
  return effectivePoint(point, fullBox(shiftFacts()), circle);
}
