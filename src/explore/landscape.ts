// Levels over a grid of shifts, coarse first: a picture of the whole range after a few evaluations, finer and finer.
// The plan is a pure function of the request, so whoever draws it knows which point a value belongs to.

import type { Level, Objective } from "../core/objective.ts";
import type { Range, ShiftBox, ShiftPoint } from "../core/shift.ts";
import { scoresOf, stopIfAborted } from "../search/search.ts";

export interface LandscapeRequest {
  readonly sample: string;
  /** One shift for a curve, two for a plane: the first runs from left to right. */
  readonly axes: readonly string[];
  /** Values along each axis: a power of two and one. */
  readonly count: number;
  /** The other shifts that act, with their amounts. */
  readonly at: ShiftPoint;
}

export interface LandscapeCell {
  readonly column: number;
  /** 0 for a curve. */
  readonly row: number;
  /** Cells that it stands for along each axis until finer ones come. */
  readonly span: number;
  readonly point: ShiftPoint;
}

/** Numbers of values that a grid may have along an axis. */
export const GRID_COUNTS: readonly number[] = [5, 9, 17, 33];

/** `count` values over a range, ends included. */
export function axisValues([low, high]: Range, count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const share = index / (count - 1);
    const value = low * (1 - share) + high * share;
    return Math.abs(value) < 1e-9 ? 0 : value;
  });
}

/** The cells of a request, each once, coarse before fine, and row by row within one fineness. */
export function landscapePlan(
  { axes, count, at }: Omit<LandscapeRequest, "sample">,
  box: ShiftBox,
): LandscapeCell[] {
  const values = new Map(box.map(({ facts, range }) => [facts.name, axisValues(range, count)] as const));
  const pointAt = (column: number, row: number): ShiftPoint => {
    const places = [column, row];
    const amounts = box.flatMap(({ facts: { name } }): [string, number][] => {
      const place = places[axes.indexOf(name)];
      const amount = place === undefined ? at[name] : values.get(name)?.[place];
      return amount === undefined ? [] : [[name, amount]];
    });
    return Object.fromEntries(amounts);
  };
  const rows = axes.length > 1 ? count : 1;
  const cells: LandscapeCell[] = [];
  for (let span = count - 1; span >= 1; span /= 2) {
    const coarser = 2 * span;
    const isNew = (index: number): boolean => span === count - 1 || index % coarser !== 0;
    for (let row = 0; row < rows; row += span) {
      for (let column = 0; column < count; column += span) {
        if (!isNew(column) && (rows === 1 || !isNew(row))) continue;
        cells.push({ column, row, span, point: pointAt(column, row) });
      }
    }
  }
  return cells;
}

/** Evaluates a plan in groups, calling `onLevels` after each; CancelledError once the signal is aborted. */
export async function evaluateLandscape(
  plan: readonly LandscapeCell[],
  objective: Objective,
  group: number,
  onLevels: (levels: readonly Level[]) => void | Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  for (let first = 0; first < plan.length; first += group) {
    stopIfAborted(signal);
    const evaluations = await objective(plan.slice(first, first + group).map(({ point }) => point));
    await onLevels(evaluations.map((evaluation) => scoresOf(evaluation)));
  }
}
