// What the parameters of some shifts take besides their amounts.

import type { RgbImage } from "../core/image.ts";
import type { Tensors } from "../graph/session.ts";
import { SHIFTS } from "./registry.ts";

/** Of all the named shifts, for a picture at the size at which they act. */
export function shiftFeeds(names: readonly string[], image: RgbImage, seed: number): Tensors {
  return Object.assign({}, ...names.map((name) => SHIFTS.named(name).feeds?.(image, seed) ?? {}));
}
