// From a trace to a result: the winner by one rule, the cost, the flags.

import { InvariantError } from "../core/errors.ts";
import type { Level } from "../core/objective.ts";
import { SHIFTS, type Shift, type ShiftRanges } from "../core/shift.ts";
import { isFiniteEvaluation, type SearchResult, type TraceEntry, worstOf } from "./search.ts";

/**
 * The result of a trace in restart-major order. Drafts and non-finite evaluations never win; `exactForDrafts` is how
 * many exact evaluations were asked for as drafts.
 * Throws InvariantError where nothing finite was evaluated.
 */
export function resultOf(
  trace: readonly TraceEntry[],
  { over, ranges }: { readonly over: readonly Shift[]; readonly ranges: ShiftRanges },
  exactForDrafts = 0,
): SearchResult {
  const exact = trace.filter(({ draft }) => draft !== true);
  const finite = exact.filter(isFiniteEvaluation);
  const best = worstOf(finite);
  if (best === null) throw new InvariantError("no evaluation of this sample was finite");
  const steps = trace.filter(({ gradient }) => gradient !== undefined);
  const zero = steps.filter(({ gradient }) => over.every((shift) => gradient?.[shift] === 0));
  return {
    best,
    evaluations: trace.length,
    steps: steps.length,
    units: trace.length + steps.length,
    trace,
    flags: {
      zeroGradientShare: steps.length === 0 ? 0 : zero.length / steps.length,
      nonFinite: trace.length - trace.filter(isFiniteEvaluation).length,
      atBorder: over.some((shift) => isAtBorder(shift, best.point[shift], ranges)),
      // A draft search's exact evaluations all come last.
      beforeLastTenth: exact.length < trace.length ? null : levelOf(withoutLastTenth(finite)),
      worstByGradient: levelOf(finite.filter(({ gradient }) => gradient !== undefined)),
      worstByValue: levelOf(finite.filter(({ gradient }) => gradient === undefined)),
      drafts: trace.length - exact.length,
      exactForDrafts,
    },
  };
}

function isAtBorder(shift: Shift, value: number, ranges: ShiftRanges): boolean {
  const [low, high] = ranges[shift];
  const wholeCircle = SHIFTS[shift].periodic && high - low >= 2 * Math.PI - 1e-9;
  return !wholeCircle && (value <= low || value >= high);
}

/** By step, so that restarts which ran side by side end together; the very last step is late in any case. */
function withoutLastTenth(trace: readonly TraceEntry[]): TraceEntry[] {
  const last = trace.reduce((most, { step }) => Math.max(most, step), 0);
  const late = Math.min(last, Math.round(0.9 * (last + 1)));
  return trace.filter(({ step }) => step < late);
}

function levelOf(entries: readonly TraceEntry[]): Level | null {
  const worst = worstOf(entries);
  return worst === null ? null : { pauroc: worst.pauroc, loss: worst.loss };
}
