// Values that a pose must keep to: its interpolations overshoot.

import { clamp, offset } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import type { MapRange } from "../define.ts";

/** Null where there is no bound. */
export type Bounds = readonly [low: number | null, high: number | null];

/** Those of pictures. */
export const UNIT: Bounds = [0, 1];

/** Width of the band around the bounds in which a clamp still passes the derivative. */
const CLAMP_BAND = 1e-5;
/** Stands for no bound where the other side has one. */
const FAR = 3e38;

/** A value clamped to its bounds. */
export function within(value: Value, [low, high]: Bounds): Value {
  if (low === null && high === null) return value;
  return clamp(value, low ?? -FAR, high ?? FAR, CLAMP_BAND);
}

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
