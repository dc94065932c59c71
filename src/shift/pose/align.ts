// Equation (3): the map of the turned picture, turned back so that it lies on the ground truth again.

import type { Value } from "../../graph/value.ts";
import type { MapRange } from "../define.ts";
import { movedFromFloor } from "./bounds.ts";
import { rotate } from "./rotate.ts";

/**
 * Maps [P, 1, H, W] turned counter-clockwise by theta [P] degrees. Values keep to their range; outside the frame is its
 * lower end.
 */
export function mapTurnedBack(maps: Value, theta: Value, range: MapRange): Value {
  return movedFromFloor(maps, range, (raised, bounds) =>
    rotate(raised, theta, { direction: "counter-clockwise", padding: "zero", bounds }),
  );
}
