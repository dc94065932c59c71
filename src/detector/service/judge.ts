// Pictures judged by a model: fed in runs of as many as it takes, answers read and put in their place.

import type { PictureSize } from "../../core/image.ts";
import { resizedPlane } from "../../core/resampled-plane.ts";
import { type Tensor, tensor } from "../../core/tensor.ts";
import type { ScoredPicture } from "../detector.ts";
import { type Answer, answersOf } from "../tensor-model/answers.ts";
import { feedOf } from "../tensor-model/feed.ts";
import type { TensorModel } from "../tensor-model/model.ts";
import type { Placement } from "../tensor-model/placement.ts";
import type { Settled } from "../tensor-model/understanding.ts";

export interface JudgeSettings {
  /** Pictures of one run. */
  readonly batch: number;
  /** Where a map lies in the picture; null = all over it. */
  readonly placement: Placement | null;
  /** True where pictures come at their own size: a map of another one is brought to it. */
  readonly anySize: boolean;
}

export type Judge = (pictures: Tensor) => Promise<readonly ScoredPicture[]>;

/** Judges pictures [P, 3, H, W], any number of them. InputError where an answer does not fit. */
export function judgeOf(model: TensorModel, settled: Settled, settings: JudgeSettings): Judge {
  const { batch, anySize } = settings;
  const reading = anySize ? { ...settled, mapSize: null } : settled;
  return async (pictures) => {
    const [count = 0, , height = 0, width = 0] = pictures.shape;
    const judged: ScoredPicture[] = [];
    for (let first = 0; first < count; first += batch) {
      const run = picturesFrom(pictures, first, Math.min(batch, count - first));
      const given = await model.run(feedOf(run, settled.feed), settled.asked);
      for (const answer of answersOf(given, reading, run.shape[0] ?? 0))
        judged.push(scored(answer, settings, { width, height }));
    }
    return judged;
  };
}

function scored(
  { map, mapSize, imageScore, label }: Answer,
  { placement, anySize }: JudgeSettings,
  picture: PictureSize,
): ScoredPicture {
  const decided = label === undefined ? {} : { label };
  if (map === null || mapSize === null) return { map: null, imageScore, ...decided };
  if (placement !== null) return { map: placement.place(map), imageScore, ...decided };
  return { map: anySize ? resizedPlane(map, mapSize, picture) : map, imageScore, ...decided };
}

/** Some of the pictures, in the same memory. */
export function picturesFrom({ shape, data }: Tensor, first: number, count: number): Tensor {
  const [all = 1, ...own] = shape;
  const length = data.length / all;
  return tensor([count, ...own], data.subarray(first * length, (first + count) * length));
}
