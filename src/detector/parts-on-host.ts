// What parts.ts does in a graph, on the host: for detectors that are no graph.

import type { PictureSize } from "../core/image.ts";
import { type Tensor, tensor } from "../core/tensor.ts";
import type { Framing } from "./framing.ts";

/** Pictures [P, 3, H, W] → one tensor [P, 3, …size] per part; pixels beyond the picture repeat its edge. */
export function cutPictures(
  { shape, data }: Tensor,
  { width, height, parts }: Framing,
  size: PictureSize,
): Tensor[] {
  const planes = (shape[0] ?? 1) * (shape[1] ?? 1);
  return parts.map(({ top, left }) => {
    const cut = new Float32Array(planes * size.height * size.width);
    for (let plane = 0; plane < planes; plane++) {
      for (let row = 0; row < size.height; row++) {
        const from = (plane * height + within(top + row, height)) * width;
        const to = (plane * size.height + row) * size.width;
        for (let column = 0; column < size.width; column++)
          cut[to + column] = data[from + within(left + column, width)] as number;
      }
    }
    return tensor([...shape.slice(0, 2), size.height, size.width], cut);
  });
}

/** Maps of the parts, of the detector's size, → the map [H, W]; where parts overlap, their mean. */
export function joinMaps(
  maps: readonly Float32Array[],
  { width, height, parts }: Framing,
  size: PictureSize,
): Float32Array {
  const sums = new Float64Array(width * height);
  const counts = new Uint16Array(width * height);
  for (const [index, map] of maps.entries()) {
    const { top, left } = parts[index] ?? { top: 0, left: 0 };
    for (let row = Math.max(0, -top); row < size.height && top + row < height; row++) {
      for (let column = Math.max(0, -left); column < size.width && left + column < width; column++) {
        const at = (top + row) * width + left + column;
        sums[at] = (sums[at] ?? 0) + (map[row * size.width + column] as number);
        counts[at] = (counts[at] ?? 0) + 1;
      }
    }
  }
  return Float32Array.from(sums, (sum, at) => sum / (counts[at] as number));
}

function within(place: number, length: number): number {
  return Math.min(length - 1, Math.max(0, place));
}
