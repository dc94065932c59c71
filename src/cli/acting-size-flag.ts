// --acting-size: where shifts act.

import { z } from "zod";
import { type ActingSize, OWN_SIZE } from "../core/acting-size.ts";

/** The smallest picture that a shift is let act on. */
const LEAST = 16;

/** Undefined unless given: then the shifts decide. */
export const actingSizeFlag: z.ZodType<ActingSize | undefined> = z
  .string()
  .transform((text, context): ActingSize => {
    if (text === "working") return text;
    if (text === "own") return OWN_SIZE;
    const pixels = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(pixels) && pixels >= LEAST) return pixels;
    context.addIssue({
      code: "custom",
      message: `"${text}"; expected working, own or a longest side of at least ${LEAST} pixels`,
    });
    return z.NEVER;
  })
  .optional()
  .describe(
    `where shifts act: at the detector's "working" size, or before its resize at the picture's "own", its longer side at most ${OWN_SIZE} (or N) pixels (default: own as soon as an optics or sensor shift is named)`,
  );
