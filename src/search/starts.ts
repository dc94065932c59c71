// Where a search begins: points that fill the box evenly, however few they are, but for the places where most worst
// cases of trained detectors lie, as the facts of the shifts have them: the faces of the box, and next to no rotation
// at all, where a picture is turned without being blurred or losing its corners.

import type { Random } from "../core/random.ts";
import type { FavouredPlaces } from "../core/shift.ts";
import { type Axis, axesBeyondThree, type Position, sharpPlaces } from "./cube.ts";
import { lowDiscrepancy } from "./low-discrepancy.ts";

type Edge = "still" | "low" | "high";

/** Among many shifts, of one whose facts do not tell: most change a picture more the stronger they are. */
const ENDS: Pick<FavouredPlaces, "low" | "high" | "still" | "near"> = {
  low: 0.2,
  high: 0.2,
  still: 0,
  near: 0,
};
/** The same on the edges of the others. */
const OFTEN_AT_AN_END: typeof ENDS = { ...ENDS, low: 0.35, high: 0.35 };

/** The position with every coordinate next to a place at which its shift is sharp moved there. */
export function settled(position: Position, axes: readonly Axis[]): Position {
  return position.map((coordinate, index) => {
    const axis = axes[index];
    if (axis === undefined) return coordinate;
    const near = (axis.facts.search.favoured?.near ?? 0) / (axis.high - axis.low);
    return sharpPlaces(axis).find((place) => Math.abs(coordinate - place) <= near) ?? coordinate;
  });
}

/** Places around a circle on every edge: with many shifts a deep well is narrow along several of them at once. */
const aroundOf = (axes: readonly Axis[]): number => (axesBeyondThree(axes) > 0 ? 16 : 5);
/** Share of the starts that edges may take. */
const edgeShareOf = (axes: readonly Axis[]): number => (axesBeyondThree(axes) > 0 ? 2 / 3 : 1 / 2);
/** Share of a circle from one place to the next: as many as are taken, they lie evenly around it. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * `count` positions: up to half of them on the edges, of more than three axes two thirds, the rest even along every axis,
 * strata included, with more than their share in the favoured places.
 */
export function evenStarts(count: number, axes: readonly Axis[], source: Random): Position[] {
  const edges = edgeStarts(axes, source).slice(0, Math.floor(count * edgeShareOf(axes)));
  const sequence = lowDiscrepancy(axes.length, source);
  const even = Array.from({ length: count - edges.length }, () => {
    const next = sequence.next().value;
    return favouredPosition(next, axes);
  });
  return [...edges, ...even];
}

/**
 * The edges that most worst cases of trained detectors lie on, around the circles: of the paper's shifts the strongest
 * saturation at the ends of theta and next to its zero. Place by place of a circle, so that the first few are on
 * different edges and all around it. Shifts without favoured edges are anywhere, of more than three axes at an end more
 * often, evenly on every edge.
 */
function edgeStarts(axes: readonly Axis[], source: Random): Position[] {
  const turn = source.next();
  const own = axes.map(edgesOf);
  if (own.every((edges) => edges.length === 0) && !axes.some(goesAround)) return [];
  const edges = combinations(own);
  const places = axes.some(goesAround) ? aroundOf(axes) : 1;
  const others = edges.map(() => withoutEdge(axes, source));
  return Array.from({ length: places }, (_, place) =>
    edges.map((edge, number) => {
      const other = others[number]?.next().value;
      return axes.map((axis, index) => {
        if (goesAround(axis)) return (turn + GOLDEN * (place * edges.length + number)) % 1;
        return edge[index] ? placeOn(edge[index], axis, source) : (other?.[index] ?? source.next());
      });
    }),
  ).flat();
}

/** Of more than three axes: even places of those that have no edges, at an end more often; none of the others'. */
function* withoutEdge(axes: readonly Axis[], source: Random): Generator<readonly (number | undefined)[]> {
  if (axesBeyondThree(axes) === 0) return;
  const free = axes.filter((axis) => edgesOf(axis).length === 0 && !goesAround(axis));
  for (const numbers of lowDiscrepancy(free.length, source))
    yield axes.map((axis) => {
      const number = numbers[free.indexOf(axis)];
      return number === undefined ? undefined : favoured(number, axis, OFTEN_AT_AN_END);
    });
}

function goesAround({ facts }: Axis): boolean {
  return facts.search.favoured?.edges.includes("around") === true;
}

/** The edges of an axis that is no circle. */
function edgesOf(axis: Axis): readonly Edge[] {
  const edges = axis.facts.search.favoured?.edges ?? [];
  return edges.flatMap((edge) => (edge === "around" ? [] : [edge]));
}

/** One edge for every axis, null where it has none, in all combinations. */
function combinations(own: readonly (readonly Edge[])[]): (Edge | null)[][] {
  return own.reduce<(Edge | null)[][]>(
    (all, edges) => all.flatMap((one) => (edges.length === 0 ? [null] : edges).map((edge) => [...one, edge])),
    [[]],
  );
}

/** A place on an edge; next to zero, wherever the axis has it. */
function placeOn(edge: Edge, { facts, low, high }: Axis, source: Random): number {
  if (edge === "low") return 0;
  if (edge === "high") return 1;
  const near = facts.search.favoured?.near ?? 0;
  return inBox(-near + 2 * near * source.next(), low, high);
}

function inBox(at: number, low: number, high: number): number {
  return Math.min(1, Math.max(0, (at - low) / (high - low)));
}

/** A number in [0, 1) for every axis becomes a place, those of more than three axes at an end more often. */
export function favouredPosition(numbers: readonly number[], axes: readonly Axis[]): Position {
  const others = axesBeyondThree(axes) > 0 ? ENDS : undefined;
  return axes.map((axis, index) => favoured(numbers[index] ?? 0, axis, others));
}

/**
 * Maps a coordinate in [0, 1) onto the axis, order kept, so that even numbers become even ones with their shares in the
 * favoured places: the shift's own, or `others`. An axis that wraps has none.
 */
export function favoured(value: number, { facts, wraps, low, high }: Axis, others?: typeof ENDS): number {
  const shares = facts.search.favoured ?? others;
  if (wraps || shares === undefined) return value;
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
