// Missed regions: defects of which a map flags nothing at the frozen threshold, whatever it flags elsewhere.

import type { Components } from "../core/components.ts";
import { haveMaps, type Metric, whyScoresAlone } from "./metric.ts";

const NAME = "missedRegions";

export const missedRegions: Metric = {
  name: NAME,
  title: "missed regions",
  unit: "fraction",
  decimals: 1,
  better: "lower",
  shown: false,
  needs: "threshold",
  source: "the share of 8-connected mask regions without a pixel above the frozen pixel threshold",
  ofPicture: ({ map }, frozen, regions) => {
    const threshold = frozen?.pixel ?? null;
    return threshold === null || regions === null ? null : missedOf(map, regions, threshold);
  },
  of: ({ frozen, pictures, weights, pixels }) => {
    if ((frozen?.pixel ?? null) === null || pixels.regionCount === 0) return null;
    const missed = pictures.reduce(
      (sum, { own }, index) => sum + (weights[index] as number) * (own[NAME] ?? 0),
      0,
    );
    return missed / pixels.regionCount;
  },
  reason: (pool) => {
    if (!haveMaps(pool)) return whyScoresAlone(pool);
    return pool.frozen?.pixel === null ? "no pixel threshold" : "no anomalous region";
  },
};

/** How many of a map's regions have no score above the threshold. */
export function missedOf(map: Float32Array, { labels, count }: Components, threshold: number): number {
  const isFound = new Uint8Array(count + 1);
  let found = 0;
  for (let pixel = 0; pixel < map.length; pixel++) {
    const region = labels[pixel] as number;
    if (region === 0 || isFound[region] === 1 || (map[pixel] as number) <= threshold) continue;
    isFound[region] = 1;
    found++;
  }
  return count - found;
}
