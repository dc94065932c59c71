// What an amount that is a length is in pixels of the camera, and on the part.

import type { PictureSize } from "./image.ts";
import type { ShiftFacts } from "./shift.ts";

/** A picture of the camera, at the size at which it was taken. */
export interface Camera {
  readonly size: PictureSize;
  /** What a pixel of the camera is on the part. */
  readonly mmPerPixel?: number | undefined;
}

/** "10.2 camera px, 0.307 mm", the millimetres where they are known; null of a shift whose amounts are no lengths. */
export function cameraLength(
  { length }: Pick<ShiftFacts, "length">,
  amount: number,
  { size, mmPerPixel }: Camera,
): string | null {
  if (length === undefined) return null;
  const pixels = amount * length.share * size[length.side];
  const inMm = mmPerPixel === undefined ? "" : `, ${threeDigits(pixels * mmPerPixel)} mm`;
  return `${threeDigits(pixels)} camera px${inMm}`;
}

function threeDigits(value: number): string {
  const digits = String(Number(Math.abs(value).toPrecision(3)));
  return value < 0 && digits !== "0" ? `−${digits}` : digits;
}
