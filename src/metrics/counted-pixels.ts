// How many pixels of a mask count.

import { IGNORED } from "../core/image.ts";

/** The pixels that are not IGNORED. */
export function countedPixels(mask: Uint8Array): number {
  let counted = 0;
  for (let pixel = 0; pixel < mask.length; pixel++) counted += Number(mask[pixel] !== IGNORED);
  return counted;
}
