// How noisy a picture is: what a high-pass leaves in its flattest blocks.

import { quantile } from "./spread.ts";

/** Side of a block in pixels. */
const BLOCK = 12;
/** The flattest blocks: texture is somewhere, noise everywhere. */
const FLATTEST = 0.1;
/** Blocks this near to black or white are left out: noise is cut there. */
const [DARKEST, BRIGHTEST] = [0.05, 0.95];
/** Blocks that must be left. */
const LEAST_BLOCKS = 20;
/** By how much the flattest blocks of white noise are below its standard deviation; a test measures it. */
const FLATTEST_OF_WHITE = 0.87;
/** The norm of the high-pass. */
const NORM = 6;

/**
 * Standard deviation of a plane's noise, [height, width] in [0, 1]: the difference of two Laplacians (Immerkær 1996),
 * which lines and slopes pass unseen, in the blocks where it is least; NaN where too few blocks are neither black nor
 * white.
 */
export function noiseLevel(plane: Float32Array, width: number, height: number): number {
  const deviations: number[] = [];
  for (let top = 1; top + BLOCK < height; top += BLOCK)
    for (let left = 1; left + BLOCK < width; left += BLOCK) {
      const { mean, deviation } = blockAt(plane, width, top, left);
      if (mean > DARKEST && mean < BRIGHTEST) deviations.push(deviation);
    }
  if (deviations.length < LEAST_BLOCKS) return Number.NaN;
  return quantile(deviations, FLATTEST) / FLATTEST_OF_WHITE;
}

function blockAt(
  plane: Float32Array,
  width: number,
  top: number,
  left: number,
): { readonly mean: number; readonly deviation: number } {
  const at = (place: number): number => plane[place] as number;
  let [squares, sum] = [0, 0];
  for (let row = top; row < top + BLOCK; row++)
    for (let column = left; column < left + BLOCK; column++) {
      const here = row * width + column;
      const [above, below] = [here - width, here + width];
      const corners = at(above - 1) + at(above + 1) + at(below - 1) + at(below + 1);
      const edges = at(above) + at(below) + at(here - 1) + at(here + 1);
      const passed = corners - 2 * edges + 4 * at(here);
      squares += passed * passed;
      sum += at(here);
    }
  return { mean: sum / BLOCK ** 2, deviation: Math.sqrt(squares / BLOCK ** 2) / NORM };
}
