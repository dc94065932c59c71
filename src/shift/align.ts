// Equation (3): the map of the transformed picture, turned back so that it lies on the ground truth again.

import type { Value } from "../graph/value.ts";
import { rotate } from "./rotate.ts";

/** Maps [P, 1, S, S] turned counter-clockwise by theta [P] degrees; zero outside the frame. */
export function alignMap(maps: Value, theta: Value): Value {
  return rotate(maps, theta, { direction: "counter-clockwise", padding: "zero" });
}
