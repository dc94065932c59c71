// What an amount that is a length is in pixels of the camera, and on the part.

import type { z } from "zod";
import { type Camera, cameraLength } from "../core/camera-length.ts";
import type { ShiftFacts } from "../core/shift.ts";
import { shownAmount } from "../core/shift-amount.ts";
import { numberFlag } from "./options.ts";

export const mmPerPixelFlag: { mmPerPixel: z.ZodOptional<z.ZodType<number>> } = {
  mmPerPixel: numberFlag("mm")
    .refine((value) => value > 0, { error: ({ input }) => `"${input}"; expected a number above 0` })
    .optional()
    .describe("what a pixel of the camera is on the part: lengths are said in mm too"),
};

/** "defocus 1%: 10.2 camera px, 0.307 mm"; undefined of a shift whose amounts are no lengths. */
export function lengthWords(facts: ShiftFacts, amount: number, camera: Camera): string | undefined {
  const length = cameraLength(facts, amount, camera);
  return length === null ? undefined : `${facts.name} ${shownAmount(facts, amount)}: ${length}`;
}
