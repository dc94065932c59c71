// Where a search begins: points that fill the box evenly, however few they are, but for the places where most worst
// cases of trained detectors lie: the faces of the box, and next to no rotation at all, where a picture is turned
// without being blurred or losing its corners.

import type { Random } from "../core/random.ts";
import type { Axis, Position } from "./cube.ts";
import { lowDiscrepancy } from "./low-discrepancy.ts";

interface Shares {
  /** Of the points on the lower and on the upper face of an axis that does not wrap. */
  readonly low: number;
  readonly high: number;
  /** Of the points nearer to 0 than `near`, in the shift's unit. */
  readonly still: number;
  readonly near: number;
}

const SHARES: Readonly<Record<Axis["shift"], Shares>> = {
  theta: { low: 0.12, high: 0.12, still: 0.16, near: 1 },
  hue: { low: 0.06, high: 0.06, still: 0, near: 0 },
  saturation: { low: 0.06, high: 0.36, still: 0, near: 0 },
};

/** `count` positions: even along every axis, strata included, the favoured places among them. */
export function evenStarts(count: number, axes: readonly Axis[], source: Random): Position[] {
  const sequence = lowDiscrepancy(axes.length, source);
  return Array.from({ length: count }, () => {
    const even = sequence.next().value;
    return axes.map((axis, index) => favoured(even[index] ?? 0, axis));
  });
}

/**
 * Maps a coordinate in [0, 1) onto the axis, order kept, so that even numbers become even ones with their shares in the
 * favoured places. An axis that wraps has none.
 */
export function favoured(value: number, { shift, wraps, low, high }: Axis): number {
  if (wraps) return value;
  const shares = SHARES[shift];
  const width = high - low;
  const inBox = (at: number): number => Math.min(1, Math.max(0, (at - low) / width));
  const [before, after] = [inBox(-shares.near), inBox(shares.near)];
  const open = 1 - shares.low - shares.high - shares.still;
  const outside = before + (1 - after);
  const rest = outside > 0 ? open / outside : 0;
  const stretches = [
    [shares.low, 0, 0],
    [rest * before, 0, before],
    [outside > 0 ? shares.still : shares.still + open, before, after],
    [rest * (1 - after), after, 1],
  ] as const;
  let begin = 0;
  for (const [share, from, to] of stretches) {
    if (value < begin + share) return from + ((to - from) * (value - begin)) / share;
    begin += share;
  }
  return 1;
}
