// How blurred a picture is, in two ways that have little in common: how wide its strongest edges are, and how much of all
// its contrast is fine.

import { quantile } from "./spread.ts";

export interface Sharpness {
  /** Variance of a bell that the strongest edges are blurred with, in square pixels; NaN where there are too few edges. */
  readonly edge: number;
  /** Logarithm of coarse over fine contrast; larger is more blurred. */
  readonly coarse: number;
}

/** Standard deviations of the two smoothings, in pixels. */
const [FINE, COARSE] = [1, 2];
/** The share of pixels with the steepest slopes, and the least number of them on edges' crests. */
const STEEPEST = 0.01;
const LEAST_CRESTS = 25;
/** Pixels that tell how steep the steepest are. */
const LOOKED_AT = 65_536;
/** The picture's border is left out, in pixels. */
const BORDER = 4;
/** Beyond this variance the two slopes differ by too little. */
const WIDEST = 100;

/** Sharpness of a plane [height, width] whose noise has this standard deviation. */
export function sharpnessOf(plane: Float32Array, width: number, height: number, noise: number): Sharpness {
  const [fine, coarse] = [smoothed(plane, width, height, FINE), smoothed(plane, width, height, COARSE)];
  const [steep, blunt] = [slopes(fine, width, height), slopes(coarse, width, height)];
  return {
    edge: edgeVariance(steep, blunt, coarse, width, height),
    coarse: Math.log(contrast(blunt, COARSE, noise) / contrast(steep, FINE, noise)),
  };
}

/**
 * The median over the crests of the strongest edges: a step blurred by a bell of variance v and smoothed by one of
 * variance s² has the slope height / √(2π(v + s²)), so two smoothings tell v whatever the height is.
 */
function edgeVariance(
  steep: Float32Array,
  blunt: Float32Array,
  coarse: Float32Array,
  width: number,
  height: number,
): number {
  const least = steepest(blunt);
  const variances: number[] = [];
  for (let row = BORDER; row < height - BORDER; row++)
    for (let column = BORDER; column < width - BORDER; column++) {
      const at = row * width + column;
      const slope = blunt[at] as number;
      if (slope < least) continue;
      const across = Math.abs((coarse[at + 1] as number) - (coarse[at - 1] as number));
      const down = Math.abs((coarse[at + width] as number) - (coarse[at - width] as number));
      const step = across > down ? 1 : width;
      if (slope < (blunt[at - step] as number) || slope < (blunt[at + step] as number)) continue;
      const ratio = ((steep[at] as number) / slope) ** 2;
      const variance = ratio > 1 ? (COARSE ** 2 - ratio * FINE ** 2) / (ratio - 1) : WIDEST;
      variances.push(Math.min(WIDEST, variance));
    }
  return variances.length < LEAST_CRESTS ? Number.NaN : quantile(variances, 0.5);
}

/** The slope above which the steepest pixels are, told from a part of all. */
function steepest(slopesOf: Float32Array): number {
  const step = Math.ceil(slopesOf.length / LOOKED_AT);
  const some = Float32Array.from(
    { length: Math.floor(slopesOf.length / step) },
    (_, at) => slopesOf[at * step] as number,
  );
  const sorted = some.sort();
  return sorted[Math.floor((1 - STEEPEST) * (sorted.length - 1))] as number;
}

/** Mean square of slopes without what noise adds. */
function contrast(slopesOf: Float32Array, deviation: number, noise: number): number {
  let sum = 0;
  for (const slope of slopesOf) sum += slope * slope;
  const mean = sum / slopesOf.length;
  // White noise behind a bell: each of the two slopes has the variance σ²/(8π s⁴).
  return Math.max(mean / 100, mean - (noise * noise) / (4 * Math.PI * deviation ** 4));
}

/** Length of the gradient by central differences; 0 near the border. */
function slopes(plane: Float32Array, width: number, height: number): Float32Array {
  const result = new Float32Array(plane.length);
  for (let row = BORDER; row < height - BORDER; row++)
    for (let column = BORDER; column < width - BORDER; column++) {
      const at = row * width + column;
      const across = (plane[at + 1] as number) - (plane[at - 1] as number);
      const down = (plane[at + width] as number) - (plane[at - width] as number);
      result[at] = Math.sqrt(across * across + down * down) / 2;
    }
  return result;
}

/** A plane smoothed by a bell, the edge's pixels repeated. */
export function smoothed(
  plane: Float32Array,
  width: number,
  height: number,
  deviation: number,
): Float32Array {
  const reach = Math.ceil(3 * deviation);
  const bell = Array.from({ length: 2 * reach + 1 }, (_, at) =>
    Math.exp(-0.5 * ((at - reach) / deviation) ** 2),
  );
  const total = bell.reduce((sum, weight) => sum + weight, 0);
  const weights = Float64Array.from(bell, (weight) => weight / total);
  const between = new Float32Array(plane.length);
  const line = new Float32Array(width + 2 * reach);
  for (let row = 0; row < height; row++) {
    const from = row * width;
    line.fill(plane[from] as number, 0, reach);
    line.set(plane.subarray(from, from + width), reach);
    line.fill(plane[from + width - 1] as number, reach + width);
    for (let column = 0; column < width; column++) {
      let sum = 0;
      for (let tap = 0; tap <= 2 * reach; tap++)
        sum += (weights[tap] as number) * (line[column + tap] as number);
      between[from + column] = sum;
    }
  }
  // Down the columns row by row: neighbours in memory stay together.
  const result = new Float32Array(plane.length);
  const sums = new Float64Array(width);
  for (let row = 0; row < height; row++) {
    sums.fill(0);
    for (let tap = 0; tap <= 2 * reach; tap++) {
      const from = Math.min(height - 1, Math.max(0, row + tap - reach)) * width;
      const weight = weights[tap] as number;
      for (let column = 0; column < width; column++)
        sums[column] = (sums[column] as number) + weight * (between[from + column] as number);
    }
    result.set(sums, row * width);
  }
  return result;
}
