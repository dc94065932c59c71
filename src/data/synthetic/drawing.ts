// Small tools of a software renderer: smooth steps, signed distances, seeded noise, colours. Coordinates run over
// [−1, 1] across the picture, x to the right, y down.

import type { Random } from "../../core/random.ts";

/** Linear RGB-like triple in [0, 1]. */
export type Colour = readonly [number, number, number];

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothStep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** Coverage of a shape with signed distance `distance` (negative inside), antialiased over `pixel`. */
export function inside(distance: number, pixel: number): number {
  return 1 - smoothStep(-0.5 * pixel, 0.5 * pixel, distance);
}

/** `low` + t·(`high` − `low`) per channel. */
export function mix(low: Colour, high: Colour, t: number): Colour {
  return [low[0] + t * (high[0] - low[0]), low[1] + t * (high[1] - low[1]), low[2] + t * (high[2] - low[2])];
}

/** Every channel times `factor`. */
export function dim(colour: Colour, factor: number): Colour {
  return [colour[0] * factor, colour[1] * factor, colour[2] * factor];
}

/** A colour near another: each channel moved by at most `amount`. */
export function varied(colour: Colour, amount: number, random: Random): Colour {
  const common = random.uniform(-amount, amount);
  const channel = (value: number): number =>
    Math.min(1, Math.max(0, value + common + random.uniform(-amount, amount) / 2));
  return [channel(colour[0]), channel(colour[1]), channel(colour[2])];
}

/** Smooth noise in [−1, 1], different for every generator state: bilinear over random lattice values, two octaves. */
export function smoothNoise(random: Random, cellsPerUnit: number): (x: number, y: number) => number {
  const side = 64;
  const lattice = Float32Array.from({ length: side * side }, () => random.uniform(-1, 1));
  const at = (column: number, row: number): number => lattice[(row & 63) * side + (column & 63)] as number;
  const octave = (x: number, y: number): number => {
    const [column, row] = [Math.floor(x), Math.floor(y)];
    const [u, v] = [fade(x - column), fade(y - row)];
    const top = at(column, row) * (1 - u) + at(column + 1, row) * u;
    const bottom = at(column, row + 1) * (1 - u) + at(column + 1, row + 1) * u;
    return top * (1 - v) + bottom * v;
  };
  return (x, y) =>
    0.7 * octave(x * cellsPerUnit + 17, y * cellsPerUnit + 31) +
    0.3 * octave(x * cellsPerUnit * 2.1, y * cellsPerUnit * 2.1);
}

/** Distance from a point to a segment. */
export function segmentDistance(
  x: number,
  y: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): number {
  const [dx, dy] = [bx - ax, by - ay];
  const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy + 1e-12)));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

function fade(t: number): number {
  return t * t * (3 - 2 * t);
}
