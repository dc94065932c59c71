// Many pictures on one: for looking at, not for measuring.

import type { RgbImage } from "../core/image.ts";

const GAP = 2;

/** A thumbnail of `side` pixels by averaging whole blocks; the picture is at least that large. */
export function thumbnail({ width, height, data }: RgbImage, side: number): RgbImage {
  const small = new Float32Array(3 * side * side);
  for (let channel = 0; channel < 3; channel++) {
    for (let row = 0; row < side; row++) {
      const [top, bottom] = [Math.floor((row * height) / side), Math.floor(((row + 1) * height) / side)];
      for (let column = 0; column < side; column++) {
        const left = Math.floor((column * width) / side);
        const right = Math.floor(((column + 1) * width) / side);
        let sum = 0;
        for (let y = top; y < bottom; y++) {
          for (let x = left; x < right; x++) sum += data[(channel * height + y) * width + x] as number;
        }
        small[(channel * side + row) * side + column] = sum / ((bottom - top) * (right - left));
      }
    }
  }
  return { width: side, height: side, data: small };
}

/** Square thumbnails of one size in rows of `columns`, on white. */
export function contactSheet(thumbnails: readonly RgbImage[], columns: number): RgbImage {
  const side = thumbnails[0]?.width ?? 1;
  const used = Math.min(columns, Math.max(1, thumbnails.length));
  const rows = Math.max(1, Math.ceil(thumbnails.length / columns));
  const [width, height] = [used * (side + GAP) - GAP, rows * (side + GAP) - GAP];
  const data = new Float32Array(3 * width * height).fill(1);
  for (const [index, picture] of thumbnails.entries()) {
    const left = (index % columns) * (side + GAP);
    const top = Math.floor(index / columns) * (side + GAP);
    for (let channel = 0; channel < 3; channel++) {
      for (let row = 0; row < side; row++) {
        const from = (channel * side + row) * side;
        data.set(picture.data.subarray(from, from + side), (channel * height + top + row) * width + left);
      }
    }
  }
  return { width, height, data };
}
