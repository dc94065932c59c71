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

/** Hues on every edge. */
const HUES = 5;

/**
 * `count` positions: up to half of them on the edges, the rest even along every axis, strata included, with more than
 * their share in the favoured places.
 */
export function evenStarts(count: number, axes: readonly Axis[], source: Random): Position[] {
  const edges = edgeStarts(axes, source).slice(0, Math.floor(count / 2));
  const sequence = lowDiscrepancy(axes.length, source);
  const even = Array.from({ length: count - edges.length }, () => {
    const next = sequence.next().value;
    return axes.map((axis, index) => favoured(next[index] ?? 0, axis));
  });
  return [...edges, ...even];
}

/**
 * The edges that most worst cases of trained detectors lie on: the strongest saturation at the ends of theta and next
 * to its zero, around the hues. Hue by hue, so that the first few are on different edges.
 */
function edgeStarts(axes: readonly Axis[], source: Random): Position[] {
  const turn = source.next();
  const thetas = axes.some(({ shift }) => shift === "theta") ? THETAS : [0];
  const hues = axes.some(({ shift }) => shift === "hue") ? HUES : 1;
  return Array.from({ length: hues }, (_, hue) =>
    thetas.map((theta, edge) =>
      axes.map((axis) => {
        if (axis.shift === "saturation") return 1;
        if (axis.shift === "hue") return (turn + (hue + edge / thetas.length) / hues) % 1;
        return theta === "still" ? still(source.next(), axis) : theta;
      }),
    ),
  ).flat();
}

const THETAS = ["still", 0, 1] as const;

/** A place next to zero, wherever the axis has one. */
function still(value: number, { low, high }: Axis): number {
  const { near } = SHARES.theta;
  return inBox(-near + 2 * near * value, low, high);
}

function inBox(at: number, low: number, high: number): number {
  return Math.min(1, Math.max(0, (at - low) / (high - low)));
}

/**
 * Maps a coordinate in [0, 1) onto the axis, order kept, so that even numbers become even ones with their shares in the
 * favoured places. An axis that wraps has none.
 */
export function favoured(value: number, { shift, wraps, low, high }: Axis): number {
  if (wraps) return value;
  const shares = SHARES[shift];
  const [before, after] = [inBox(-shares.near, low, high), inBox(shares.near, low, high)];
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
