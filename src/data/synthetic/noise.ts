// Stateless noise over the plane: an integer hash of the lattice point, smoothly interpolated (value noise).
// Stateless, so that a picture with and one without a defect carry the very same grain.

import type { Random } from "../../core/random.ts";

/** Noise over the plane; values in [0, 1], features about one unit wide. */
export type Noise = (x: number, y: number) => number;

/** A number in [0, 1) that depends only on the two integers and the 32-bit seed. */
export function hashUnit(x: number, y: number, seed: number): number {
  let hash = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ seed;
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296;
}

/** A 32-bit seed for `hashUnit`, drawn from a generator. */
export function noiseSeed(source: Random): number {
  return source.integer(4294967296) | 0;
}

/** Value noise with Hermite interpolation, seeded from a generator. */
export function valueNoise(source: Random): Noise {
  const seed = noiseSeed(source);
  return (x, y) => {
    const column = Math.floor(x);
    const row = Math.floor(y);
    const right = hermite(x - column);
    const down = hermite(y - row);
    const top = mix(hashUnit(column, row, seed), hashUnit(column + 1, row, seed), right);
    const bottom = mix(hashUnit(column, row + 1, seed), hashUnit(column + 1, row + 1, seed), right);
    return mix(top, bottom, down);
  };
}

function hermite(t: number): number {
  return t * t * (3 - 2 * t);
}

function mix(low: number, high: number, share: number): number {
  return low + (high - low) * share;
}
