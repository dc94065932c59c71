// Pictures through an open file, and its answers as the detector's own.

import type { PictureSize } from "../../core/image.ts";
import { resizedPlane } from "../../core/resampled-plane.ts";
import { type Tensor, tensor } from "../../core/tensor.ts";
import type { ScoredPicture, Scorer } from "../detector.ts";
import { type Answer, answersOf } from "../tensor-model/answers.ts";
import { feedOf } from "../tensor-model/feed.ts";
import type { OnnxModel } from "./model.ts";

/** Judges pictures [P, 3, H, W], as many in a run as the model takes. */
export function onnxMaps(opened: OnnxModel): NonNullable<Scorer["maps"]> {
  const { model, settled, fed, batch } = opened;
  // Of pictures at their own size maps may be of any, unless all are said to be of one.
  const reading = fed.size === null ? { ...settled, mapSize: fed.map } : settled;
  return async (pictures) => {
    const [, , height = 0, width = 0] = pictures.shape;
    const judged: ScoredPicture[] = [];
    for (const chunk of chunks(pictures, batch)) {
      const run = await model.run(feedOf(chunk, settled.feed), settled.asked);
      for (const answer of answersOf(run, reading, chunk.shape[0] ?? 0))
        judged.push(placed(answer, opened, { width, height }));
    }
    return judged;
  };
}

function* chunks({ shape, data }: Tensor, most: number): Generator<Tensor> {
  const [count = 0, ...picture] = shape;
  const length = count === 0 ? 0 : data.length / count;
  for (let first = 0; first < count; first += most) {
    const end = Math.min(first + most, count);
    yield tensor([end - first, ...picture], data.subarray(first * length, end * length));
  }
}

/** The map in its place, at the size that the detector says. */
function placed(answer: Answer, { placement, fed }: OnnxModel, picture: PictureSize): ScoredPicture {
  const { map, mapSize, imageScore, label } = answer;
  const decided = label === undefined ? {} : { label };
  if (map === null || mapSize === null) return { map: null, imageScore, ...decided };
  if (placement !== null) return { map: placement.place(map), imageScore, ...decided };
  const isOfAnySize = fed.size === null && fed.map === null;
  return { map: isOfAnySize ? resizedPlane(map, mapSize, picture) : map, imageScore, ...decided };
}
