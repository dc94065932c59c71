// What a detector's final clip hides: the share of its values over the unshifted pictures that lie beyond it.

import type { DetectorFacts } from "../core/detector-facts.ts";
import { present } from "../core/errors.ts";
import type { ItemRecord } from "../results/record.ts";
import type { Clipped } from "../results/schema.ts";

type Unseen = Pick<DetectorFacts, "unseenShare">;

/**
 * The shares of pixels and image scores of some records' first points that lie outside `clip`, of at least one record;
 * each pixel of each map counts once. Where the detector never looks (a share of each map) the map holds its least value,
 * which is none of the detector's: that many of them count nowhere.
 */
export function clippedShares(
  records: readonly ItemRecord[],
  { clip: [low, high], unseenShare = 0 }: { readonly clip: readonly [number, number] } & Unseen,
  readMap: (record: ItemRecord, index: number) => Float32Array,
): Clipped {
  const isBeyond = (value: number): boolean => value < low || value > high;
  let [pixels, beyond] = [0, 0];
  for (const record of records) {
    if (record.maps === undefined) continue;
    const map = readMap(record, 0);
    const unseen = Math.round(unseenShare * map.length);
    const least = map.reduce((lowest, value) => Math.min(lowest, value), Number.POSITIVE_INFINITY);
    pixels += map.length - unseen;
    for (const value of map) if (isBeyond(value)) beyond++;
    if (isBeyond(least)) beyond -= unseen;
  }
  const scores = records.map(({ points }) => present(points[0], "point").imageScore);
  return {
    pixels: pixels === 0 ? null : beyond / pixels,
    imageScores: scores.filter(isBeyond).length / scores.length,
  };
}
