// From a trace to a result: the winner by one order, the cost, the flags.

import { InvariantError } from "../core/errors.ts";
import type { Level, Order } from "../core/objective.ts";
import { type BoxedShift, isWholeCircle, type ShiftBox, type ShiftPoint } from "../core/shift.ts";
import {
  isCandidate,
  isFiniteEvaluation,
  type KnownPoint,
  type SearchResult,
  scoresOf,
  type TraceEntry,
  worstOf,
} from "./search.ts";

export interface ResultSettings {
  readonly box: ShiftBox;
  readonly order: Order;
  /** What other searches had found; one that is worse than all of the trace wins. */
  readonly known?: readonly KnownPoint[];
  /** Exact evaluations that were asked for as drafts. */
  readonly exactForDrafts?: number;
}

/**
 * The result of a trace in restart-major order. Drafts and non-finite evaluations never win.
 * Throws InvariantError where nothing finite was evaluated.
 */
export function resultOf(
  trace: readonly TraceEntry[],
  { box, order, known = [], exactForDrafts = 0 }: ResultSettings,
): SearchResult {
  const exact = trace.filter(({ draft }) => draft !== true);
  const finite = exact.filter((entry) => isComparable(entry, order));
  const own = worstOf(finite, order);
  if (own === null) throw new InvariantError("no evaluation of this sample was finite");
  const best = worstOf([own, ...known.map(knownEntry)], order) ?? own;
  const levelOf = (entries: readonly TraceEntry[]): Level | null => {
    const worst = worstOf(entries, order);
    return worst === null ? null : scoresOf(worst);
  };
  const hidden = trace.filter(({ outOfView }) => outOfView === true).length;
  const early = exact.length < trace.length ? [] : withoutLastTenth(finite);
  const steps = trace.filter(({ gradient }) => gradient !== undefined);
  const zero = steps.filter(({ gradient }) => box.every(({ facts }) => gradient?.[facts.name] === 0));
  return {
    best,
    evaluations: trace.length,
    steps: steps.length,
    units: trace.length + steps.length,
    trace,
    flags: {
      zeroGradientShare: steps.length === 0 ? 0 : zero.length / steps.length,
      nonFinite: trace.length - trace.filter(isFiniteEvaluation).length,
      ...(hidden === 0 ? {} : { outOfView: hidden }),
      atBorder: box.some((boxed) => isAtBorder(boxed, best.point)),
      // A draft search's exact evaluations all come last; what others had found was known from the beginning.
      beforeLastTenth: early.length === 0 ? null : levelOf([...early, ...known.map(knownEntry)]),
      worstByGradient: levelOf(finite.filter(({ gradient }) => gradient !== undefined)),
      worstByValue: levelOf(finite.filter(({ gradient }) => gradient === undefined)),
      drafts: trace.length - exact.length,
      exactForDrafts,
    },
  };
}

/** A known point as a winner. */
function knownEntry(known: KnownPoint): TraceEntry {
  const { point } = known;
  return { restart: 0, step: 0, raw: point, point, ...scoresOf(known), known: true };
}

function isComparable(entry: TraceEntry, order: Order): boolean {
  return isCandidate(entry) && !Number.isNaN(order.height(entry));
}

/** A shift that the point does not name is at no border, nor is 0 where a shift has one side: nothing lies beyond. */
function isAtBorder(boxed: BoxedShift, point: ShiftPoint): boolean {
  const value = point[boxed.facts.name];
  if (value === undefined || isWholeCircle(boxed)) return false;
  if (value === 0 && boxed.facts.range.includes(0)) return false;
  const [low, high] = boxed.range;
  return value <= low || value >= high;
}

/** By step, so that restarts which ran side by side end together; the very last step is late in any case. */
function withoutLastTenth(trace: readonly TraceEntry[]): TraceEntry[] {
  const last = trace.reduce((most, { step }) => Math.max(most, step), 0);
  const late = Math.min(last, Math.round(0.9 * (last + 1)));
  return trace.filter(({ step }) => step < late);
}
