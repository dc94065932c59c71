// The box that is searched, seen as a unit cube: one axis per shift whose range has a width. Optimisers work in the
// cube; a shift that may go round its circle is an axis that wraps.

import {
  type CircleRule,
  isWholeCircle,
  type ShiftBox,
  type ShiftFacts,
  type ShiftPoint,
} from "../core/shift.ts";

/** A place in the unit cube, one coordinate per axis; on an axis that wraps any number is a place. */
export type Position = readonly number[];

export interface Axis {
  readonly facts: ShiftFacts;
  readonly low: number;
  readonly high: number;
  /** True where 0 and 1 are the same place. */
  readonly wraps: boolean;
  /** Length of the axis in amounts over which a detector's answers change. */
  readonly length: number;
}

/** The axes of a search, in the order of its box; ranges of no width have none. */
export function axesOf(box: ShiftBox, circle: CircleRule = "wrapped"): readonly Axis[] {
  return box
    .map((boxed): Axis => {
      const { facts, range } = boxed;
      const [low, high] = range;
      const wraps = circle === "wrapped" && isWholeCircle(boxed);
      return { facts, low, high, wraps, length: (high - low) / facts.search.length };
    })
    .filter(({ low, high }) => high > low);
}

/** Axes beyond the third: with each there are more ways to go than the few that searches of the paper's shifts try. */
export function axesBeyondThree({ length }: readonly Axis[]): number {
  return Math.max(0, length - 3);
}

/** Clips every coordinate that does not wrap into the cube. */
export function clipped(position: Position, axes: readonly Axis[]): Position {
  return axes.map(({ wraps }, index) => {
    const value = position[index] ?? 0;
    return wraps ? value : Math.min(1, Math.max(0, value));
  });
}

/** Coordinates at which alone the shift keeps a picture's sharpness, as its facts tell. */
export function sharpPlaces({ facts, low, high }: Axis): readonly number[] {
  const amounts = facts.search.favoured?.sharp ?? [];
  return amounts
    .filter((amount) => amount >= low && amount <= high)
    .map((amount) => (amount - low) / (high - low));
}

/** The shifts of the box at a place of the cube; a range without width gives its only value. */
export function pointAt(position: Position, axes: readonly Axis[], box: ShiftBox): ShiftPoint {
  const point: Record<string, number> = Object.fromEntries(
    box.map(({ facts, range }) => [facts.name, range[0]]),
  );
  for (const [index, { facts, low, high }] of axes.entries()) {
    const share = position[index] ?? 0;
    point[facts.name] = share === 1 ? high : low + share * (high - low);
  }
  return point;
}

/** The place of a point, brought into the cube; a shift that it does not name is at 0. */
export function positionOf(point: ShiftPoint, axes: readonly Axis[]): Position {
  return axes.map(({ facts, low, high, wraps }) => {
    const value = ((point[facts.name] ?? 0) - low) / (high - low);
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

/** Nothing nearer than this to a known place is worth asking for (see `distance`), or than this share of a short box's longest axis. */
const NEAREST = 0.002;

/** True of a place that none of the others tells. */
export function isApart(position: Position, others: readonly Position[], axes: readonly Axis[]): boolean {
  const longest = axes.reduce((most, { length }) => Math.max(most, length), 0);
  const nearest = NEAREST * Math.min(1, longest);
  return others.every((other) => distance(position, other, axes) > nearest);
}

/**
 * First edges of a simplex as shares of the axes, a quarter of the cube at most: `edge` of a shift's facts is in its
 * unit, by default its own.
 */
export function edgesAlong(
  axes: readonly Axis[],
  edge: (facts: ShiftFacts) => number = ({ search }) => search.edge,
): number[] {
  return axes.map(({ facts, low, high }) => Math.min(0.25, edge(facts) / (high - low)));
}
