// What a run gave, picture by picture.

import { InvariantError } from "../../core/errors.ts";
import type { PictureSize } from "../../core/image.ts";
import type { ForeignTensors } from "../../graph/foreign/messages.ts";
import type { Settled } from "./understanding.ts";

/** A picture's answer; fits the detector contract's ScoredPicture where the map needs no further place. */
export interface Answer {
  /** [H, W] at mapSize, row by row; null where the model gives scores alone. */
  readonly map: Float32Array | null;
  readonly mapSize: PictureSize | null;
  /** The map's maximum where the model gives no score. */
  readonly imageScore: number;
  /** True = rejected; absent where the model does not decide. */
  readonly label?: boolean;
}

/**
 * The answers to the first `count` pictures of a run; rows beyond are of copies. `mapSize` is what maps must have: by
 * default the settled one, null = any. InputError naming output, picture and value where one is no finite number, and
 * where an output is absent or of another shape.
 */
export function answersOf(
  _answer: ForeignTensors,
  _settled: Pick<Settled, "model" | "outputs" | "mapSize">,
  _count: number,
): readonly Answer[] {
  throw new InvariantError("answersOf is being written");
}
