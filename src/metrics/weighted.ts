// Sums over the pictures of a pool under their weights.

import type { PictureTally, Pool } from "./metric.ts";

/** The mean over pictures of their own value of a metric, undefined ones left out; null where all are. */
export function meanOfOwn(
  { pictures, weights }: Pick<Pool, "pictures" | "weights">,
  name: string,
): number | null {
  let [sum, count] = [0, 0];
  for (const [index, { own }] of pictures.entries()) {
    const value = own[name] ?? null;
    if (value === null) continue;
    sum += (weights[index] as number) * value;
    count += weights[index] as number;
  }
  return count === 0 ? null : sum / count;
}

/** How many pictures there are of a kind. */
export function countOf(
  { pictures, weights }: Pick<Pool, "pictures" | "weights">,
  isOne: (picture: PictureTally) => boolean,
): number {
  return pictures.reduce((sum, picture, index) => sum + (isOne(picture) ? (weights[index] as number) : 0), 0);
}
