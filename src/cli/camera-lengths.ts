// What an amount that is a length is in pixels of the camera, and on the part.

import type { z } from "zod";
import type { PictureSize } from "../core/image.ts";
import type { ShiftFacts } from "../core/shift.ts";
import { shownAmount } from "../core/shift-amount.ts";
import { numberFlag } from "./options.ts";

export const mmPerPixelFlag: { mmPerPixel: z.ZodOptional<z.ZodType<number>> } = {
  mmPerPixel: numberFlag("mm")
    .refine((value) => value > 0, { error: ({ input }) => `"${input}"; expected a number above 0` })
    .optional()
    .describe("what a pixel of the camera is on the part: lengths are said in mm too"),
};

/** A picture of the camera, at the size at which it was taken. */
export interface Camera {
  readonly size: PictureSize;
  readonly mmPerPixel: number | undefined;
}

/** "defocus 1%: 10.2 camera px, 0.307 mm"; undefined of a shift whose amounts are no lengths. */
export function lengthWords(
  facts: ShiftFacts,
  amount: number,
  { size, mmPerPixel }: Camera,
): string | undefined {
  if (facts.length === undefined) return undefined;
  const { side, share } = facts.length;
  const pixels = amount * share * size[side];
  const inMm = mmPerPixel === undefined ? "" : `, ${threeDigits(pixels * mmPerPixel)} mm`;
  return `${facts.name} ${shownAmount(facts, amount)}: ${threeDigits(pixels)} camera px${inMm}`;
}

function threeDigits(value: number): string {
  const digits = String(Number(Math.abs(value).toPrecision(3)));
  return value < 0 ? `−${digits}` : digits;
}
