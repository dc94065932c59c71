// Where a search begins: points that fill the box evenly, however few they are, and some of them on its faces on
// purpose, because most worst cases of trained detectors lie there.

import type { Random } from "../core/random.ts";
import type { Axis, Position } from "./cube.ts";
import { lowDiscrepancy } from "./low-discrepancy.ts";

/** Shares of the points that lie on the lower and on the upper face of an axis that does not wrap. */
const FACES = { theta: [0.06, 0.06], hue: [0.06, 0.06], saturation: [0.06, 0.34] } as const;

/** `count` positions: even along every axis, strata included, the faces among them. */
export function evenStarts(count: number, axes: readonly Axis[], source: Random): Position[] {
  const sequence = lowDiscrepancy(axes.length, source);
  return Array.from({ length: count }, () => {
    const even = sequence.next().value;
    return axes.map((axis, index) => towardsFaces(even[index] ?? 0, axis));
  });
}

/** Stretches a coordinate in [0, 1) beyond the cube and clips it: even numbers become even ones with faces. */
export function towardsFaces(value: number, { shift, wraps }: Axis): number {
  if (wraps) return value;
  const [low, high] = FACES[shift];
  return Math.min(1, Math.max(0, (value - low) / (1 - low - high)));
}
