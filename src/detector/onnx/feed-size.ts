// The size that pictures are brought to before a graph takes them.

import { InputError } from "../../core/errors.ts";
import type { PictureSize } from "../../core/image.ts";
import type { Description } from "../tensor-model/description.ts";
import type { TensorModel } from "../tensor-model/model.ts";
import { checkPixels } from "../tensor-model/most-pixels.ts";
import { mapLayout } from "../tensor-model/roles.ts";
import type { Understanding } from "../tensor-model/understanding.ts";
import type { GraphWalk } from "./graph-walk.ts";
import { pictureResize } from "./picture-resize.ts";

/** `loop`: as training and prediction feed pictures; `native`: as the inferencer of exported models does. */
export const FEEDS = ["loop", "native"] as const;
export type Feed = (typeof FEEDS)[number];

export interface FeedSize {
  /** What pictures are brought to here; null: each goes in at its own size. */
  readonly size: PictureSize | null;
  /** For people: what says so. */
  readonly from: string;
  /** What the graph itself brings pictures of any size to; null where it does not. */
  readonly within: PictureSize | null;
  /** Of the maps of all pictures, as declared; null where it is not. */
  readonly map: PictureSize | null;
}

/**
 * Where a graph takes pictures of any size: the one that it brings them to itself, without antialiasing; coming in that size,
 * its own resize does nothing. InputError for a feed that it does not take, and for too large a size.
 */
export function feedSize(
  model: TensorModel,
  walk: GraphWalk,
  {
    understanding,
    description,
    feed,
  }: { understanding: Understanding; description: Description; feed: Feed },
): FeedSize {
  const { size, outputs } = understanding;
  const isNative = feed === "native";
  const map = outputs?.map == null ? null : declaredMap(model, outputs.map.name);
  if (size !== null) {
    const from = description.resize === undefined ? "its input" : "resize";
    if (isNative)
      throw new InputError(
        `invalid --feed native: ${model.name} takes pictures of ${size.width}x${size.height} px alone, by ${from}; expected loop`,
      );
    return { size, from, within: null, map };
  }
  const resized = pictureResize(walk, understanding.feed.input);
  const within = resized ?? map;
  if (within !== null) checkPixels(model.name, within, understanding.feed.batch ?? 1);
  if (isNative) return { size: null, from: "feed native", within, map };
  if (within === null) return { size: null, from: "its input takes any", within, map };
  return { size: within, from: resized === null ? "its map" : "the resize within its graph", within, map };
}

function declaredMap({ outputs }: TensorModel, name: string): PictureSize | null {
  const shape = outputs.find((output) => output.name === name)?.shape ?? [];
  const [, ...extents] = shape;
  if (shape.length < 3 || !extents.every((extent) => typeof extent === "number" && extent > 0)) return null;
  const { width, height } = mapLayout([1, ...extents.map(Number)], 1);
  return { width, height };
}
