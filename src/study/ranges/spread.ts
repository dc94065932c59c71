// What a range covers: the middle 95 of 100 pictures, by how far each lies from the picture in the middle.

import type { Range } from "../../core/shift.ts";

/** The share of the pictures that a range covers; the rest are taken for outliers. */
export const COVERED = 0.95;

/** The value below which a share of the others lies, linear between neighbours; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** The middle value; NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The range about 0 that covers 95% of deviations; those of a shift with one side are never below 0. */
export function coveringRange(deviations: readonly number[], [low]: Range): Range {
  const reach = reachOf(deviations);
  return [low === 0 ? 0 : -reach, reach];
}

/** The middle direction of some angles of a circle of this period, and how far each lies from it, within ± half of it. */
export function aboutTheMiddle(angles: readonly number[], period: number): number[] {
  const [sine, cosine] = [Math.sin, Math.cos].map((wave) =>
    angles.reduce((sum, angle) => sum + wave((2 * Math.PI * angle) / period), 0),
  );
  const mean = (Math.atan2(sine ?? 0, cosine ?? 0) * period) / (2 * Math.PI);
  const from = (angle: number, middle: number): number =>
    angle - middle - period * Math.round((angle - middle) / period);
  // The mean is drawn aside by outliers; the median about it is not.
  const offset = median(angles.map((angle) => from(angle, mean)));
  return angles.map((angle) => from(angle, mean + offset));
}

/** How far most deviations reach to either side. */
export function reachOf(deviations: readonly number[]): number {
  return quantile(deviations.map(Math.abs), COVERED);
}

/**
 * Of two readings of the same, the one that varies less: what is looked for changes both alike, and whatever else varies
 * comes on top.
 */
export function steadier<Reading extends { readonly values: readonly number[] }>(
  best: Reading,
  other: Reading,
): Reading {
  return reachOf(other.values) < reachOf(best.values) ? other : best;
}
