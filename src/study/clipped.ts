// What a detector's final clip hides: the share of its values over the unshifted pictures that lie beyond it.

import { present } from "../core/errors.ts";
import type { ItemRecord } from "../results/record.ts";
import type { Clipped } from "../results/schema.ts";

/**
 * The shares of pixels and image scores of some records' first points that lie outside `clip`, of at least one record;
 * each pixel of each map counts once.
 */
export function clippedShares(
  records: readonly ItemRecord[],
  [low, high]: readonly [number, number],
  readMap: (record: ItemRecord, index: number) => Float32Array,
): Clipped {
  const isBeyond = (value: number): boolean => value < low || value > high;
  let [pixels, beyond] = [0, 0];
  for (const record of records) {
    if (record.maps === undefined) continue;
    const map = readMap(record, 0);
    pixels += map.length;
    for (const value of map) if (isBeyond(value)) beyond++;
  }
  const scores = records.map(({ points }) => present(points[0], "point").imageScore);
  return {
    pixels: pixels === 0 ? null : beyond / pixels,
    imageScores: scores.filter(isBeyond).length / scores.length,
  };
}
