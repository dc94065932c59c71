// Nelder and Mead's simplex (Computer Journal 7, 1965) in a box: positions are clipped, so a simplex may lie down on a
// face and go on there. Values alone, one evaluation at a time but for its first corners.

import { present } from "../core/errors.ts";
import { type Axis, clipped, type Position } from "./cube.ts";
import type { Visit } from "./ledger.ts";
import type { Proposer } from "./proposer.ts";

export interface SimplexOptions {
  readonly axes: readonly Axis[];
  /** A corner that is known already. */
  readonly start: Vertex;
  /** Edge of the first simplex along each axis, a share of it. */
  readonly edges: readonly number[];
  /** Ends when every corner is as near to the best as this share of the edges. */
  readonly tolerance: number;
}

export type Vertex = Pick<Visit, "position" | "value">;

/** Minimises from `start`; ends once the simplex is small. */
export function* nelderMead({ axes, start, edges, tolerance }: SimplexOptions): Proposer {
  let simplex: readonly Vertex[] = [
    start,
    ...(yield* ask(axes.map((_, axis) => corner(start, axis, edges, axes)))),
  ];
  for (;;) {
    simplex = [...simplex].sort((left, right) => left.value - right.value);
    const best = present(simplex[0], "best corner");
    const worst = present(simplex.at(-1), "worst corner");
    if (isSmall(simplex, best, edges, tolerance)) return;
    const others = simplex.slice(0, -1);
    const replacement = yield* better(others, worst, axes);
    if (replacement !== null) simplex = [...others, replacement];
    else {
      const halfway = simplex.slice(1).map(({ position }) => between(position, best.position, 0.5));
      simplex = [best, ...(yield* ask(halfway))];
    }
  }
}

/** A corner to take the worst one's place: reflected, expanded or contracted; null where none is better. */
function* better(
  others: readonly Vertex[],
  worst: Vertex,
  axes: readonly Axis[],
): Generator<readonly Position[], Vertex | null, readonly Visit[]> {
  const centre = axes.map(
    (_, axis) =>
      others.reduce((sum, { position }) => sum + present(position[axis], "coordinate"), 0) / others.length,
  );
  function* at(step: number): Generator<readonly Position[], Vertex, readonly Visit[]> {
    const [vertex] = yield* ask([clipped(between(centre, worst.position, -step), axes)]);
    return present(vertex, "corner");
  }
  const reflected = yield* at(1);
  if (reflected.value < present(others[0], "best corner").value) {
    const expanded = yield* at(2);
    return expanded.value < reflected.value ? expanded : reflected;
  }
  if (reflected.value < present(others.at(-1), "second worst corner").value) return reflected;
  const contracted = yield* at(reflected.value < worst.value ? 0.5 : -0.5);
  return contracted.value < Math.min(reflected.value, worst.value) ? contracted : null;
}

/** Asks for positions; they stay as they were asked for, not wrapped, so that a simplex may cross a circle's seam. */
function* ask(
  positions: readonly Position[],
): Generator<readonly Position[], readonly Vertex[], readonly Visit[]> {
  const visits = yield positions;
  return positions.map((position, index) => ({ position, value: present(visits[index], "visit").value }));
}

/** The start moved by one edge along an axis, backwards where the wall is nearer than that. */
function corner(start: Vertex, axis: number, edges: readonly number[], axes: readonly Axis[]): Position {
  const edge = present(edges[axis], "edge");
  const value = present(start.position[axis], "coordinate");
  const forward = axes[axis]?.wraps === true || value + edge <= 1;
  const moved = start.position.map((own, index) => (index === axis ? own + (forward ? edge : -edge) : own));
  return clipped(moved, axes);
}

/** from + share·(to − from). */
function between(from: Position, to: Position, share: number): Position {
  return from.map((value, axis) => value + share * (present(to[axis], "coordinate") - value));
}

function isSmall(
  simplex: readonly Vertex[],
  best: Vertex,
  edges: readonly number[],
  tolerance: number,
): boolean {
  return simplex.every(({ position }) =>
    edges.every(
      (edge, axis) => Math.abs((position[axis] ?? 0) - (best.position[axis] ?? 0)) <= tolerance * edge,
    ),
  );
}
