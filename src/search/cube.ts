// The box that is searched, seen as a unit cube: one axis per searched shift whose range has a width. Optimisers
// work in the cube; a hue that may go round its circle is an axis that wraps.

import {
  type CircleRule,
  IDENTITY,
  SHIFTS,
  type Shift,
  type ShiftPoint,
  type ShiftRanges,
} from "../core/shift.ts";

/** A place in the unit cube, one coordinate per axis; on an axis that wraps any number is a place. */
export type Position = readonly number[];

export interface Axis {
  readonly shift: Shift;
  readonly low: number;
  readonly high: number;
  /** True where 0 and 1 are the same place. */
  readonly wraps: boolean;
  /** Length of the axis in units over which a detector's answers change; theta's are the shortest. */
  readonly length: number;
}

const FULL_TURN = 2 * Math.PI - 1e-9;

/** Degrees, radians and units that count as equally far: a trained detector's pAUROC has its kinks along theta. */
const EQUALLY_FAR = { theta: 60, hue: 2 * Math.PI, saturation: 1 } as const;

/** The axes of a search, in the order of `over`; ranges of no width have none. */
export function axesOf(
  over: readonly Shift[],
  ranges: ShiftRanges,
  circle: CircleRule = "wrapped",
): readonly Axis[] {
  return over
    .map((shift) => {
      const [low, high] = ranges[shift];
      const wraps = circle === "wrapped" && SHIFTS[shift].periodic && high - low >= FULL_TURN;
      return { shift, low, high, wraps, length: (high - low) / EQUALLY_FAR[shift] };
    })
    .filter(({ low, high }) => high > low);
}

/** Clips every coordinate that does not wrap into the cube. */
export function clipped(position: Position, axes: readonly Axis[]): Position {
  return axes.map(({ wraps }, index) => {
    const value = position[index] ?? 0;
    return wraps ? value : Math.min(1, Math.max(0, value));
  });
}

/** The shifts at a place of the cube; a searched range without width gives its only value, all others 0. */
export function pointAt(
  position: Position,
  axes: readonly Axis[],
  over: readonly Shift[],
  ranges: ShiftRanges,
): ShiftPoint {
  const point = { ...IDENTITY };
  for (const shift of over) point[shift] = ranges[shift][0];
  for (const [index, { shift, low, high }] of axes.entries()) {
    const share = position[index] ?? 0;
    point[shift] = share === 1 ? high : low + share * (high - low);
  }
  return point;
}

/** The place of a point, brought into the cube. */
export function positionOf(point: ShiftPoint, axes: readonly Axis[]): Position {
  return axes.map(({ shift, low, high, wraps }) => {
    const value = (point[shift] - low) / (high - low);
    return wraps ? value - Math.floor(value) : Math.min(1, Math.max(0, value));
  });
}

/** How far two places are from each other, in lengths that count alike, the short way round a circle. */
export function distance(from: Position, to: Position, axes: readonly Axis[]): number {
  let square = 0;
  for (let index = 0; index < axes.length; index++) {
    const { wraps, length } = axes[index] as Axis;
    const offset = (to[index] ?? 0) - (from[index] ?? 0);
    const part = length * (wraps ? offset - Math.round(offset) : offset);
    square += part * part;
  }
  return Math.sqrt(square);
}

/** Steps given in degrees, radians and units as shares of the axes, a quarter of the cube at most. */
export function stepsAlong(axes: readonly Axis[], steps: Readonly<Record<Shift, number>>): number[] {
  return axes.map(({ shift, low, high }) => Math.min(0.25, steps[shift] / (high - low)));
}
