// What comes from outside the frame is the lower end of a map's range.

import { offset } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import type { Bounds } from "../clamped.ts";
import type { MapRange } from "../define.ts";

/**
 * Maps moved by something that fills with zeros: they are brought to a floor of 0 first, so that what comes from outside
 * is the lower end of their range; 0 where there is none (`alignMaps` brings such maps there).
 */
export function movedFromFloor(
  maps: Value,
  { low, high }: MapRange,
  move: (raised: Value, bounds: Bounds) => Value,
): Value {
  const floor = low ?? 0;
  const bounds: Bounds = [low === null ? null : 0, high === null ? null : high - floor];
  return floor === 0 ? move(maps, bounds) : offset(move(offset(maps, -floor), bounds), floor);
}
