// Which points of a trace are kept beside the winner, for the object-level bound to choose from: what is worst for one
// sample by itself need not be worst for the pool of all samples' pixels.

import { SHIFTS, type Shift, type ShiftPoint, type ShiftRanges } from "../core/shift.ts";
import { isFiniteEvaluation, isWorse, type TraceEntry } from "./search.ts";

/** Points kept of a search, the winner among them. */
export const KEPT = 6;

/** Apart: in some searched shift by this share of its range. */
const APART = 0.08;

type Order = (left: TraceEntry, right: TraceEntry) => number;

const worstFirst: Order = (left, right) => Number(isWorse(right, left)) - Number(isWorse(left, right));
const highestLoss: Order = (left, right) => right.loss - left.loss;
const highestScore: Order = (left, right) => right.imageScore - left.imageScore;
const lowestScore: Order = (left, right) => left.imageScore - right.imageScore;

/**
 * The winner and up to `count` − 1 other points of its trace that lie apart from each other: in turn the next worst by
 * the search's own rule, by loss, and by image score (a low one sinks a defect below other samples' normal pixels, a
 * high one lifts normal pixels above other samples' defects). Deterministic: ties keep the order of the trace.
 */
export function keptOf(
  trace: readonly TraceEntry[],
  best: TraceEntry,
  { over, ranges }: { readonly over: readonly Shift[]; readonly ranges: ShiftRanges },
  count: number = KEPT,
): TraceEntry[] {
  const exact = trace.filter((entry) => entry.draft !== true && isFiniteEvaluation(entry));
  const orders =
    best.pauroc === null ? [highestLoss, highestScore] : [worstFirst, highestLoss, lowestScore, highestScore];
  const queues = orders.map((order) => exact.toSorted(order));
  const kept = [best];
  for (let turn = 0; kept.length < count && queues.some((queue) => queue.length > 0); turn++) {
    const queue = queues[turn % queues.length] ?? [];
    for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
      const { point } = entry;
      if (kept.some((other) => !areApart(point, other.point, over, ranges))) continue;
      kept.push(entry);
      break;
    }
  }
  return kept;
}

function areApart(left: ShiftPoint, right: ShiftPoint, over: readonly Shift[], ranges: ShiftRanges): boolean {
  return over.some((shift) => {
    const [low, high] = ranges[shift];
    const distance = Math.abs(left[shift] - right[shift]);
    const around = SHIFTS[shift].periodic ? Math.min(distance, 2 * Math.PI - distance) : distance;
    return around > APART * (high - low);
  });
}
