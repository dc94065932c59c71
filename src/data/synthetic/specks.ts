// Clears what no inspector would outline: mask regions of a few pixels, left where a thin defect fades out.

import type { Mask } from "../../core/image.ts";

/** Removes 8-connected regions of fewer than `least` pixels from the mask, calling `cleared` for each pixel. */
export function dropSpecks(mask: Mask, least: number, cleared: (index: number) => void): void {
  const { width, height, data } = mask;
  const seen = new Uint8Array(data.length);
  for (let start = 0; start < data.length; start++) {
    if (data[start] !== 1 || seen[start] === 1) continue;
    const region = [start];
    seen[start] = 1;
    for (let next = 0; next < region.length; next++) {
      const at = region[next] as number;
      const x = at % width;
      const y = (at - x) / width;
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const neighbour = row * width + column;
          if (data[neighbour] !== 1 || seen[neighbour] === 1) continue;
          seen[neighbour] = 1;
          region.push(neighbour);
        }
      }
    }
    if (region.length >= least) continue;
    for (const at of region) {
      data[at] = 0;
      cleared(at);
    }
  }
}
