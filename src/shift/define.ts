// What a semantic transform is: how one shift acts on a picture, or on its hue, saturation and value.

import type { Value } from "../graph/value.ts";
import type { Hsv } from "./hsv.ts";

/** Acts on [P or 1, 3, H, W] before the colour stage; always in the graph, at zero too. */
export interface GeometricTransform {
  readonly stage: "geometry";
  /** `amount` is [P], clipped already. */
  readonly apply: (images: Value, amount: Value) => Value;
}

/** Acts on HSV; in the graph only where a study touches colour. */
export interface ColourTransform {
  readonly stage: "colour";
  /** `amount` is [P, 1, 1, 1], clipped already. */
  readonly apply: (colours: Hsv, amount: Value) => Hsv;
}

export type Transform = GeometricTransform | ColourTransform;
