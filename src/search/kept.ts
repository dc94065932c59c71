// Which points of a trace are kept beside the winner, for the object-level bound to choose from: what is worst for one
// sample by itself need not be worst for the pool of all samples' pixels.

import type { Order } from "../core/objective.ts";
import type { ShiftBox, ShiftPoint } from "../core/shift.ts";
import { isCandidate, type TraceEntry } from "./search.ts";

/** Points kept of a search, the winner among them. */
export const KEPT = 6;

/** Apart: in some searched shift by this share of its range. */
const APART = 0.08;

export interface KeptSettings {
  readonly box: ShiftBox;
  /** The search's own. */
  readonly order: Order;
}

type Ranking = (left: TraceEntry, right: TraceEntry) => number;

const highestLoss: Ranking = (left, right) => (right.loss ?? Number.NaN) - (left.loss ?? Number.NaN);
const highestScore: Ranking = (left, right) => right.imageScore - left.imageScore;
const lowestScore: Ranking = (left, right) => left.imageScore - right.imageScore;

/**
 * The winner and up to `count` − 1 other points of its trace that lie apart from each other: in turn the next worst by
 * the search's own order, by loss, and by image score (a low one sinks a defect below other samples' normal pixels, a
 * high one lifts normal pixels above other samples' defects). Deterministic: ties keep the order of the trace. Of image
 * scores alone the winner: what is worst for one sample is worst for the pool.
 */
export function keptOf(
  trace: readonly TraceEntry[],
  best: TraceEntry,
  { box, order }: KeptSettings,
  count: number = KEPT,
): TraceEntry[] {
  if (best.loss === null) return [best];
  const exact = trace.filter((entry) => entry.draft !== true && isCandidate(entry));
  const worstFirst: Ranking = (left, right) =>
    Number(order.isWorse(right, left)) - Number(order.isWorse(left, right));
  const queues =
    best.pauroc === null
      ? distinct([worstFirst, highestLoss, highestScore].map((ranking) => exact.toSorted(ranking)))
      : [worstFirst, highestLoss, lowestScore, highestScore].map((ranking) => exact.toSorted(ranking));
  const kept = [best];
  for (let turn = 0; kept.length < count && queues.some((queue) => queue.length > 0); turn++) {
    const queue = queues[turn % queues.length] ?? [];
    for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
      const { point } = entry;
      if (kept.some((other) => !areApart(point, other.point, box))) continue;
      kept.push(entry);
      break;
    }
  }
  return kept;
}

/** Rankings without those that say the same: of a sample without a pAUROC the published order is that of the loss. */
function distinct(queues: readonly TraceEntry[][]): TraceEntry[][] {
  return queues.filter(
    (queue, index) =>
      !queues.slice(0, index).some((earlier) => queue.every((entry, at) => entry === earlier[at])),
  );
}

/** True where two points differ in some shift by a good share of its range, or that named; a shift that one does not name is at 0. */
export function areApart(left: ShiftPoint, right: ShiftPoint, box: ShiftBox, share: number = APART): boolean {
  return box.some(({ facts, range: [low, high] }) => {
    const distance = Math.abs((left[facts.name] ?? 0) - (right[facts.name] ?? 0));
    const period = facts.range[1] - facts.range[0];
    const around = facts.periodic ? Math.min(distance, period - distance) : distance;
    return around > share * (high - low);
  });
}
