// What a picture adds to a pool apart from its pixels.

import { InputError } from "../core/errors.ts";
import { IGNORED } from "../core/image.ts";
import { lossOf } from "./loss-of.ts";
import type { PictureTally } from "./metric.ts";
import type { PooledSample } from "./types.ts";

/** The tally of the `index`-th sample; InputError where it has no image score and no pixel that counts. */
export function pictureTally(sample: PooledSample, hasAnomaly: boolean, index: number): PictureTally {
  if (sample.map === null) return { anomalous: sample.anomalous, imageScore: sample.imageScore, loss: null };
  const { map, mask, imageScore, anomalous } = sample;
  const score = imageScore ?? highestCounted(map, mask);
  if (score === Number.NEGATIVE_INFINITY)
    throw new InputError(
      `invalid mask of sample ${index}: every pixel is excluded, so there is no image score`,
    );
  return { anomalous: anomalous ?? hasAnomaly, imageScore: score, loss: lossOf(map, mask) };
}

/** The maximum over the pixels that count; minus infinity where none does. */
export function highestCounted(map: Float32Array, mask: Uint8Array): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let pixel = 0; pixel < map.length; pixel++) {
    const score = map[pixel] as number;
    if (score > highest && mask[pixel] !== IGNORED) highest = score;
  }
  return highest;
}
