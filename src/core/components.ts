// Connected regions of a mask under 8-connectivity: what AUPRO averages over (method: "Metrics"), and what must be seen of a defect.

import { IGNORED } from "./image.ts";

export interface Components {
  /** 0 for background and for what counts nowhere, else the region's number from 1 on, in raster order of first pixels; [height, width]. */
  readonly labels: Int32Array;
  /** Number of regions. */
  readonly count: number;
  /** Pixels per region; the entry 0 belongs to the background and is 0, [count + 1]. */
  readonly sizes: readonly number[];
}

/** The regions of anomalous pixels (neither 0 nor IGNORED) of a [height, width] mask that touch by an edge or a corner. */
export function connectedComponents(mask: Uint8Array, width: number, height: number): Components {
  const labels = new Int32Array(width * height);
  const pending: number[] = [];
  const sizes = [0];
  for (let start = 0; start < labels.length; start++) {
    if (mask[start] === 0 || mask[start] === IGNORED || labels[start] !== 0) continue;
    const label = sizes.length;
    let size = 0;
    labels[start] = label;
    pending.push(start);
    for (let pixel = pending.pop(); pixel !== undefined; pixel = pending.pop()) {
      size++;
      const row = (pixel / width) | 0;
      const column = pixel - row * width;
      const firstColumn = Math.max(0, column - 1);
      const lastColumn = Math.min(width - 1, column + 1);
      for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
        for (let neighbour = y * width + firstColumn; neighbour <= y * width + lastColumn; neighbour++) {
          // Labelled when pushed, so that no pixel is pending twice.
          const value = mask[neighbour];
          if (value === 0 || value === IGNORED || labels[neighbour] !== 0) continue;
          labels[neighbour] = label;
          pending.push(neighbour);
        }
      }
    }
    sizes.push(size);
  }
  return { labels, count: sizes.length - 1, sizes };
}
