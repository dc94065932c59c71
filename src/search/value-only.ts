// Searches that ask for values alone: a list of points, evaluated in groups. Two evaluations cost one gradient step.

import { present } from "../core/errors.ts";
import { effectivePoint, IDENTITY, type ShiftPoint } from "../core/shift.ts";
import { drawPoint } from "./box.ts";
import { resultOf } from "./result.ts";
import { type Search, type SearchSettings, stopIfAborted, type TraceEntry } from "./search.ts";

const GROUP = 5;

/** A search that evaluates the given points; the identity is always the first candidate. */
function pointSearch(points: (settings: SearchSettings, count: number) => readonly ShiftPoint[]): Search {
  return async (objective, settings) => {
    const { ranges, circle, budget, onProgress, signal } = settings;
    const planned = [IDENTITY, ...points(settings, 2 * budget - 1)];
    const trace: TraceEntry[] = [];
    for (let first = 0; first < planned.length; first += GROUP) {
      stopIfAborted(signal);
      const group = planned.slice(first, first + GROUP);
      const evaluations = await objective(group);
      for (const [index, raw] of group.entries()) {
        const { loss, pauroc, imageScore } = present(evaluations[index], "evaluation");
        const point = effectivePoint(raw, ranges, circle);
        trace.push({ restart: 0, step: first + index, raw, point, loss, pauroc, imageScore });
      }
      onProgress?.(trace.length, planned.length);
    }
    return resultOf(trace, settings);
  };
}

/** Worst of k: as many seeded uniform points as the budget pays for. */
export const worstOfK: Search = pointSearch(({ over, ranges, seedParts }, count) =>
  Array.from({ length: count }, (_, index) => drawPoint(over, ranges, [...seedParts, "k", index])),
);

/** A plain grid over the searched shifts, as fine as the budget pays for, the same along each. */
export const grid: Search = pointSearch(({ over, ranges }, count) => {
  const perAxis = Math.max(1, Math.floor(count ** (1 / over.length) + 1e-9));
  let points: ShiftPoint[] = [IDENTITY];
  for (const shift of over) {
    const values = axisValues(ranges[shift], perAxis);
    points = points.flatMap((point) => values.map((value) => ({ ...point, [shift]: value })));
  }
  return points;
});

function axisValues([low, high]: readonly [number, number], count: number): number[] {
  return Array.from({ length: count }, (_, index) => low + ((index + 0.5) * (high - low)) / count);
}
