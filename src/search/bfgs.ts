// Broyden, Fletcher, Goldfarb and Shanno's quasi-Newton method in a box, climbing the loss by exact gradients: steps
// are halved until the loss has risen enough (Armijo), coordinates at a wall that they would leave stand still.
// Nocedal & Wright, Numerical Optimization, chapter 6.

import { present } from "../core/errors.ts";
import { type Axis, clipped, type Position } from "./cube.ts";
import type { Visit } from "./ledger.ts";
import type { Proposer } from "./proposer.ts";

export interface BfgsOptions {
  readonly axes: readonly Axis[];
  readonly start: Position;
  /** Length of the first step, of the cube. */
  readonly firstStep: number;
  /** Ends when a step is shorter than this. */
  readonly tolerance: number;
}

interface Known {
  readonly position: Position;
  readonly loss: number;
  readonly slope: readonly number[];
}

/** Share of the rise that the slope promises which a step must bring. */
const ENOUGH = 1e-4;
const HALVINGS = 5;

/** Maximises the loss from `start`, asking for one position with its gradient at a time. */
export function* bfgs({ axes, start, firstStep, tolerance }: BfgsOptions): Proposer {
  let at = yield* ask(start);
  let inverse: number[][] | null = null;
  while (Number.isFinite(at.loss)) {
    const slope = inward(at, axes);
    const steepness = Math.hypot(...slope);
    if (steepness === 0) return;
    const plain = slope.map((value) => (value * firstStep) / steepness);
    const bent = inverse === null ? plain : inverse.map((row) => dot(row, slope));
    const direction = dot(bent, slope) > 0 ? bent : plain;
    const next = yield* climb(at, direction, slope, axes, tolerance);
    if (next === null) {
      if (inverse === null) return;
      inverse = null;
      continue;
    }
    inverse = updated(inverse, at, next);
    at = next;
  }
}

/** The first of ever shorter steps that rises enough; null where none does. */
function* climb(
  from: Known,
  direction: readonly number[],
  slope: readonly number[],
  axes: readonly Axis[],
  tolerance: number,
): Generator<readonly Position[], Known | null, readonly Visit[]> {
  for (let share = 1, halvings = 0; halvings <= HALVINGS; share /= 2, halvings++) {
    const target = clipped(
      from.position.map((value, axis) => value + share * (direction[axis] ?? 0)),
      axes,
    );
    const move = difference(target, from.position);
    if (Math.hypot(...move) < tolerance) return null;
    const next = yield* ask(target);
    if (next.loss >= from.loss + ENOUGH * dot(slope, move)) return next;
  }
  return null;
}

function* ask(position: Position): Generator<readonly Position[], Known, readonly Visit[]> {
  const visit = present((yield [position])[0], "visit");
  const finite = Number.isFinite(visit.value);
  return {
    position,
    loss: finite ? visit.loss : Number.NEGATIVE_INFINITY,
    slope: present(visit.slope, "slope"),
  };
}

/** The slope without what leads out of the box. */
function inward({ position, slope }: Known, axes: readonly Axis[]): number[] {
  return slope.map((value, axis) => {
    const place = position[axis] ?? 0;
    const leaves = (value < 0 && place <= 0) || (value > 0 && place >= 1);
    return leaves && axes[axis]?.wraps !== true ? 0 : value;
  });
}

/** The inverse curvature of the negative loss after a step; unchanged where the step shows none. */
function updated(inverse: number[][] | null, from: Known, to: Known): number[][] | null {
  const step = difference(to.position, from.position);
  const bend = difference(from.slope, to.slope);
  const curvature = dot(step, bend);
  if (curvature <= 1e-12) return inverse;
  const scale = curvature / dot(bend, bend);
  const old = inverse ?? step.map((_, row) => step.map((__, column) => (row === column ? scale : 0)));
  const oldBend = old.map((row) => dot(row, bend));
  const factor = (1 + dot(bend, oldBend) / curvature) / curvature;
  return old.map((row, i) =>
    row.map((value, j) => {
      const [si, sj, bi, bj] = [step[i] ?? 0, step[j] ?? 0, oldBend[i] ?? 0, oldBend[j] ?? 0];
      return value + factor * si * sj - (bi * sj + si * bj) / curvature;
    }),
  );
}

function difference(to: readonly number[], from: readonly number[]): number[] {
  return to.map((value, axis) => value - (from[axis] ?? 0));
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, axis) => sum + value * (right[axis] ?? 0), 0);
}
