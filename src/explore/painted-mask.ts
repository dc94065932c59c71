// A mask painted at the working size, as the mask of the picture's own size that a command would be given, so that
// resizing it brings back what was painted wherever the picture has a pixel for it.

import { maskSizes, type SampleSizes } from "../core/acting-size.ts";
import { emptyMask, type Mask, type PictureSize } from "../core/image.ts";
import { resizeMaskNearest } from "../image/resize.ts";

/**
 * The mask at the picture's size: every pixel takes the last working pixel that is read from it or before it
 * (resizeMaskNearest reads ⌊i·in/out⌋), so the resize inverts it wherever the picture is not the smaller one.
 */
export function maskAtPictureSize(painted: Mask, { width, height }: PictureSize): Mask {
  const columns = Int32Array.from({ length: width }, (_, at) => sourceOf(at, painted.width, width));
  const rows = Int32Array.from({ length: height }, (_, at) => sourceOf(at, painted.height, height));
  const data = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = (rows[row] as number) * painted.width;
    for (let column = 0; column < width; column++) {
      data[row * width + column] = painted.data[from + (columns[column] as number)] === 1 ? 1 : 0;
    }
  }
  return { width, height, data };
}

/** The mask that nothing is painted on yet, of a picture at these sizes. */
export function unpaintedMask(sizes: SampleSizes): Mask {
  return { ...emptyMask(sizes.map.width, sizes.map.height), ...maskSizes(sizes) };
}

/** What the detector makes of a painted mask: through the picture's size and back. */
export function effectiveMask(painted: Mask, picture: PictureSize): Mask {
  const { data } = resizeMaskNearest(maskAtPictureSize(painted, picture), painted.width, painted.height);
  return { ...painted, data };
}

function sourceOf(at: number, working: number, picture: number): number {
  return Math.min(working - 1, Math.ceil(((at + 1) * working) / picture) - 1);
}
