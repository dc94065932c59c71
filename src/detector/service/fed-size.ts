// The size that pictures are brought to before they are sent.

import { sameSize } from "../../core/acting-size.ts";
import { present } from "../../core/errors.ts";
import type { PictureSize } from "../../core/image.ts";
import { feedOf } from "../tensor-model/feed.ts";
import type { TensorModel } from "../tensor-model/model.ts";
import { checkPixels } from "../tensor-model/most-pixels.ts";
import { probePictures } from "../tensor-model/probe.ts";
import { settle, type Understanding } from "../tensor-model/understanding.ts";
import { picturesFrom } from "./judge.ts";

/** Of a model that takes pictures of any size; multiples of what networks step by. */
export const PROBE_SIZE: PictureSize = { width: 256, height: 256 };
const OTHER_PROBE_SIZE: PictureSize = { width: 384, height: 256 };

export interface FedSize {
  /** "own" where each picture goes in at its own. */
  readonly size: PictureSize | "own";
  /** For people: what says so. */
  readonly from: string;
  readonly notes: readonly string[];
}

/**
 * The told or declared size; of a model that takes any, its maps of pictures of two sizes tell: where they have one size, it
 * brings pictures to that itself, and less well than it is done here, with antialiasing.
 */
export async function fedSize(
  model: TensorModel,
  understanding: Understanding,
  isTold: boolean,
): Promise<FedSize> {
  const { size, feed, asked } = understanding;
  if (size !== null) return { size, from: isTold ? "--resize" : "its input", notes: [] };
  const mapSizeOf = async (pictures: PictureSize): Promise<PictureSize | null> => {
    const one = picturesFrom(probePictures(pictures), 0, 1);
    return settle(understanding, await model.run(feedOf(one, feed), asked), 1).mapSize;
  };
  const map = await mapSizeOf(PROBE_SIZE);
  if (map === null || !sameSize(map, present(await mapSizeOf(OTHER_PROBE_SIZE), "map")))
    return { size: "own", from: "its input, which takes any", notes: [] };
  checkPixels(model.name, map, feed.batch ?? 1);
  return {
    ...{ size: map, from: "its maps" },
    notes: [
      `Its maps are of ${map.width}×${map.height} px whatever the picture's size is, so pictures are brought to that size; --resize says another one.`,
    ],
  };
}
