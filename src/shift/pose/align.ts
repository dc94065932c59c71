// Equation (3): the map of the turned picture, turned back so that it lies on the ground truth again.

import { offset } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import type { MapRange } from "../define.ts";
import { rotate } from "./rotate.ts";

/**
 * Maps [P, 1, H, W] turned counter-clockwise by theta [P] degrees. Values keep to their range; outside the frame is its
 * lower end, 0 where there is none (`alignMaps` brings such maps there).
 */
export function mapTurnedBack(maps: Value, theta: Value, { low, high }: MapRange): Value {
  const floor = low ?? 0;
  const raised = floor === 0 ? maps : offset(maps, -floor);
  const turned = rotate(raised, theta, {
    direction: "counter-clockwise",
    padding: "zero",
    bounds: [low === null ? null : 0, high === null ? null : high - floor],
  });
  return floor === 0 ? turned : offset(turned, floor);
}
