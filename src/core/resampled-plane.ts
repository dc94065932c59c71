// A map at another size, bilinearly: what a detector draws is seldom of the size of what it saw.

import { sameSize } from "./acting-size.ts";
import type { PictureSize } from "./image.ts";
import { LINEAR, resamplingTaps, type Taps } from "./resampling.ts";

/** A plane [H, W] at another size; antialiased where it gets smaller. The same size is no change. */
export function resizedPlane(plane: Float32Array, from: PictureSize, to: PictureSize): Float32Array {
  if (sameSize(from, to)) return plane;
  const across = resamplingTaps(from.width, to.width, LINEAR);
  const down = resamplingTaps(from.height, to.height, LINEAR);
  const between = new Float64Array(from.height * to.width);
  for (let row = 0; row < from.height; row++)
    resampleLine(plane, { begin: row * from.width, step: 1 }, across, between, {
      begin: row * to.width,
      step: 1,
    });
  const resized = new Float32Array(to.height * to.width);
  for (let column = 0; column < to.width; column++)
    resampleLine(between, { begin: column, step: to.width }, down, resized, {
      begin: column,
      step: to.width,
    });
  return resized;
}

/** Where a line's values lie. */
interface Line {
  readonly begin: number;
  readonly step: number;
}

function resampleLine(
  source: Float32Array | Float64Array,
  from: Line,
  { first, end, weights, stride }: Taps,
  target: Float32Array | Float64Array,
  to: Line,
): void {
  for (let position = 0; position < first.length; position++) {
    let sum = 0;
    const begin = first[position] as number;
    for (let at = begin; at < (end[position] as number); at++)
      sum +=
        (weights[position * stride + at - begin] as number) * (source[from.begin + at * from.step] as number);
    target[to.begin + position * to.step] = sum;
  }
}
