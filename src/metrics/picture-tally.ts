// What a picture adds to a pool apart from its pixels.

import type { Components } from "../core/components.ts";
import { InputError } from "../core/errors.ts";
import { IGNORED } from "../core/image.ts";
import type { Frozen } from "./frozen.ts";
import { lossOf } from "./loss-of.ts";
import type { Metric, PictureTally } from "./metric.ts";
import type { MapSample, PooledSample } from "./types.ts";

/** A picture before the metrics of single pictures are taken of it. */
export type BareTally = Omit<PictureTally, "own">;

/** The tally of the `index`-th sample; InputError where it has no image score and no pixel that counts. */
export function pictureTally(sample: PooledSample, hasAnomaly: boolean, index: number): BareTally {
  const kind = sample.defect === undefined ? {} : { defect: sample.defect };
  if (sample.map === null) {
    const mark = sample.unmasked === undefined ? {} : { unmasked: sample.unmasked };
    return { anomalous: sample.anomalous, imageScore: sample.imageScore, loss: null, ...mark, ...kind };
  }
  const { map, mask, imageScore, anomalous } = sample;
  const score = imageScore ?? highestCounted(map, mask);
  if (score === Number.NEGATIVE_INFINITY)
    throw new InputError(
      `invalid mask of sample ${index}: every pixel is excluded, so there is no image score`,
    );
  return { anomalous: anomalous ?? hasAnomaly, imageScore: score, loss: lossOf(map, mask), ...kind };
}

/** The values of one picture of all metrics that have one, by name. */
export function ownValues(
  metrics: readonly Metric[],
  sample: MapSample,
  { frozen, regions }: { readonly frozen: Frozen | null; readonly regions: Components | null },
): PictureTally["own"] {
  return Object.fromEntries(
    metrics.flatMap((metric) => {
      const value = metric.ofPicture?.(sample, frozen, regions);
      return value === undefined ? [] : [[metric.name, value]];
    }),
  );
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
