// How far a part is turned against another: what it looks like around its middle, correlated over all turns.

import type { Foreground } from "./foreground.ts";

const ANGLES = 360;
/** Circles about the middle, in units of the radius of a disc of the part's area. */
const RADII = Array.from({ length: 24 }, (_, index) => 0.1 + (1.5 * index) / 24);

/** What a part looks like on circles about its middle, [radius, angle], of unit energy. */
export interface Rosette {
  readonly values: Float32Array;
  /** The share of its energy that changes along the circles, in [0, 1]; a disc's is 0. */
  readonly anisotropy: number;
}

/**
 * A part on circles about its middle, at one size, whatever its own. What is the same all around, or brighter on one
 * side (as under a lamp from the side), says nothing of the part's orientation and is taken out.
 */
export function rosetteOf({ width, height, mask, distance, area, x, y }: Foreground): Rosette {
  const radius = Math.sqrt(area / Math.PI);
  let mean = 0;
  for (let at = 0; at < mask.length; at++) if (mask[at] === 1) mean += (distance[at] as number) / area;
  const level = (column: number, row: number): number => {
    if (column < 0 || row < 0 || column >= width || row >= height) return 0;
    const at = row * width + column;
    return mask[at] === 1 ? 0.5 + (0.5 * (distance[at] as number)) / mean : 0;
  };
  const values = new Float32Array(RADII.length * ANGLES);
  let [whole, changing] = [0, 0];
  for (const [ring, share] of RADII.entries()) {
    const circle = values.subarray(ring * ANGLES, (ring + 1) * ANGLES);
    for (let angle = 0; angle < ANGLES; angle++) {
      const turn = (2 * Math.PI * angle) / ANGLES;
      circle[angle] = interpolated(
        level,
        x + share * radius * Math.cos(turn),
        y + share * radius * Math.sin(turn),
      );
    }
    // A circle counts by its length.
    const weight = Math.sqrt(share);
    for (let angle = 0; angle < ANGLES; angle++) circle[angle] = weight * (circle[angle] as number);
    whole += energy(circle);
    withoutFirstOrders(circle);
    changing += energy(circle);
  }
  const norm = Math.sqrt(changing);
  if (norm > 0) for (let at = 0; at < values.length; at++) values[at] = (values[at] as number) / norm;
  return { values, anisotropy: whole === 0 ? 0 : changing / whole };
}

export interface Turn {
  /** Degrees clockwise, in (−180, 180]. */
  readonly degrees: number;
  /** How well both agree there, at most 1. */
  readonly agreement: number;
  /** The best agreement at turns that are clearly others. */
  readonly rival: number;
}

/** Turns that are clearly others than the best, in degrees. */
const OTHER_TURN = 10;
/** Agreements that are as good as the same. */
const ALIKE = 0.05;

/** How far a part is turned against a reference. */
export function turnAgainst(reference: Rosette, { values }: Rosette): Turn {
  const agreement = agreements(reference.values, values);
  const best = agreement.indexOf(Math.max(...agreement));
  const at = (lag: number): number => agreement[(lag + ANGLES) % ANGLES] as number;
  const [before, peak, after] = [at(best - 1), at(best), at(best + 1)];
  const bend = before - 2 * peak + after;
  const exact = best + (bend < 0 ? (0.5 * (before - after)) / bend : 0);
  let rival = -1;
  for (let lag = OTHER_TURN; lag <= ANGLES - OTHER_TURN; lag++) {
    const isPeak = at(best + lag) >= at(best + lag - 1) && at(best + lag) >= at(best + lag + 1);
    if (isPeak) rival = Math.max(rival, at(best + lag));
  }
  const degrees = (exact * 360) / ANGLES;
  return { degrees: degrees > 180 ? degrees - 360 : degrees, agreement: peak, rival };
}

/** How many turns of a circle a part looks the same after, 2 … 24, as nearly as it does. */
export function symmetryOf({ values }: Rosette): number {
  const own = agreements(values, values);
  const counts = Array.from({ length: 23 }, (_, index) => {
    const count = index + 2;
    const turns = Array.from({ length: count - 1 }, (_, turn) => Math.round(((turn + 1) * ANGLES) / count));
    return { count, agreement: Math.min(...turns.map((turn) => own[turn] as number)) };
  });
  const best = Math.max(...counts.map(({ agreement }) => agreement));
  // What looks alike six times a turn does so twice and three times.
  return counts.findLast(({ agreement }) => agreement >= best - ALIKE)?.count ?? 1;
}

/** Agreement of two rosettes at every turn of the second against the first. */
function agreements(reference: Float32Array, turned: Float32Array): Float64Array {
  const result = new Float64Array(ANGLES);
  const twice = new Float32Array(2 * ANGLES);
  for (let from = 0; from < reference.length; from += ANGLES) {
    const circle = turned.subarray(from, from + ANGLES);
    twice.set(circle);
    twice.set(circle, ANGLES);
    for (let lag = 0; lag < ANGLES; lag++) {
      let sum = 0;
      for (let angle = 0; angle < ANGLES; angle++)
        sum += (reference[from + angle] as number) * (twice[lag + angle] as number);
      result[lag] = (result[lag] as number) + sum;
    }
  }
  return result;
}

function energy(circle: Float32Array): number {
  return circle.reduce((sum, value) => sum + value * value, 0);
}

/** Takes out the mean and the first harmonic. */
function withoutFirstOrders(circle: Float32Array): void {
  let [mean, cosine, sine] = [0, 0, 0];
  for (let angle = 0; angle < ANGLES; angle++) {
    const turn = (2 * Math.PI * angle) / ANGLES;
    const value = circle[angle] as number;
    mean += value / ANGLES;
    cosine += (2 * value * Math.cos(turn)) / ANGLES;
    sine += (2 * value * Math.sin(turn)) / ANGLES;
  }
  for (let angle = 0; angle < ANGLES; angle++) {
    const turn = (2 * Math.PI * angle) / ANGLES;
    circle[angle] = (circle[angle] as number) - mean - cosine * Math.cos(turn) - sine * Math.sin(turn);
  }
}

function interpolated(level: (column: number, row: number) => number, x: number, y: number): number {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const [across, down] = [x - column, y - row];
  const above = level(column, row) * (1 - across) + level(column + 1, row) * across;
  const below = level(column, row + 1) * (1 - across) + level(column + 1, row + 1) * across;
  return above * (1 - down) + below * down;
}
