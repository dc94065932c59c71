// Where a map of the middle of a picture lies in the whole picture: models that crop look at a part of it alone.

import { InvariantError } from "../../core/errors.ts";
import type { PictureSize } from "../../core/image.ts";

/** Pixels at each side of a picture that the model never looks at. */
export interface Border {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export interface Placement {
  /** Of the plane that covers the whole picture, at the map's own scale. */
  readonly plane: PictureSize;
  /** Share of the picture that lies outside of the map. */
  readonly unseenShare: number;
  /** The map [H, W] in its place; around it its own least value. */
  place(map: Float32Array): Float32Array;
}

/** The place of maps of `mapSize` that show `picture` without its `border`. */
export function placementOf(_mapSize: PictureSize, _picture: PictureSize, _border: Border): Placement {
  throw new InvariantError("placementOf is being written");
}

/** What a centre crop cuts off; offsets round((size − crop) / 2), halves to the even number, as torchvision does it. */
export function cropBorder(_picture: PictureSize, _crop: PictureSize): Border {
  throw new InvariantError("cropBorder is being written");
}
