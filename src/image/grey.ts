// Grey pictures: three equal channels, whatever the file's format says.

import type { RgbImage } from "../core/image.ts";

/** True where red, green and blue are equal in every pixel. */
export function isGreyPicture({ width, height, data, isGrey }: RgbImage): boolean {
  if (isGrey !== undefined) return isGrey;
  const pixels = width * height;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const red = data[pixel];
    if (data[pixels + pixel] !== red || data[2 * pixels + pixel] !== red) return false;
  }
  return true;
}
