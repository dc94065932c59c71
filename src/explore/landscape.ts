// Loss and pAUROC over a grid of shifts, coarse first: a picture of the whole range after a few evaluations, finer and
// finer. The plan is a pure function of the request, so whoever draws it knows which point a value belongs to.

import type { Level, Objective } from "../core/objective.ts";
import { IDENTITY, type Shift, type ShiftPoint, type ShiftRanges } from "../core/shift.ts";
import { stopIfAborted } from "../search/search.ts";

export interface LandscapeRequest {
  readonly sample: string;
  /** One shift for a curve, two for a plane: the first runs from left to right. */
  readonly axes: readonly Shift[];
  /** Values along each axis: a power of two and one. */
  readonly count: number;
  /** The other shifts' values. */
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
export function axisValues([low, high]: readonly [number, number], count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const share = index / (count - 1);
    const value = low * (1 - share) + high * share;
    return Math.abs(value) < 1e-9 ? 0 : value;
  });
}

/** The cells of a request, each once, coarse before fine, and row by row within one fineness. */
export function landscapePlan(
  { axes, count, at }: Omit<LandscapeRequest, "sample">,
  ranges: ShiftRanges,
): LandscapeCell[] {
  const values = axes.map((shift) => axisValues(ranges[shift], count));
  const [first, second] = axes;
  const cells: LandscapeCell[] = [];
  for (let span = count - 1; span >= 1; span /= 2) {
    const coarser = 2 * span;
    const isNew = (index: number): boolean => span === count - 1 || index % coarser !== 0;
    for (let row = 0; row < (second === undefined ? 1 : count); row += span) {
      for (let column = 0; column < count; column += span) {
        if (!isNew(column) && (second === undefined || !isNew(row))) continue;
        const point = { ...IDENTITY, ...at };
        if (first !== undefined) point[first] = values[0]?.[column] ?? 0;
        if (second !== undefined) point[second] = values[1]?.[row] ?? 0;
        cells.push({ column, row, span, point });
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
    await onLevels(evaluations.map(({ loss, pauroc }) => ({ loss, pauroc })));
  }
}

/** True where a request's graph must convert to HSV: hue or saturation runs along an axis, or is not 0 elsewhere. */
export function landscapeTouchesColour({ axes, at }: Pick<LandscapeRequest, "axes" | "at">): boolean {
  return (["hue", "saturation"] as const).some((shift) => axes.includes(shift) || at[shift] !== 0);
}
