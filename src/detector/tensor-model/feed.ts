// Pictures as a model takes them: layout, channels, range, element type, in one pass over the data.

import { InvariantError } from "../../core/errors.ts";
import type { Tensor } from "../../core/tensor.ts";
import type { ForeignTensors } from "../../graph/foreign/messages.ts";
import type { PictureFeed } from "./understanding.ts";

/**
 * The feeds of one run for pictures [P, 3, H, W], RGB in [0, 1]. A fixed batch is filled up with copies of the last
 * picture. InvariantError of more pictures than the batch holds.
 */
export function feedOf(_pictures: Tensor, _feed: PictureFeed): ForeignTensors {
  throw new InvariantError("feedOf is being written");
}
