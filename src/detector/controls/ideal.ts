// The detector that cannot be better: its map is the mask as it was posed with the picture.

import { broadcastTo, maximum, reshape } from "../../graph/ops/index.ts";
import type { Control } from "./control.ts";

/** What it loses under a shift is lost to resampling and to the corners that leave the frame. */
export const ideal: Control = {
  name: "ideal",
  summary: "the mask itself: what it loses is the transform's doing",
  graph: (pictures, { truth }) => {
    const [points = 1, , height = 1, width = 1] = pictures.shape;
    const map = broadcastTo(truth(), [points, 1, height, width]);
    return { map, imageScore: reshape(maximum(map, [1, 2, 3]), [points]) };
  },
};
