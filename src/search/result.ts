// From a trace to a result: the winner by one rule, the cost, the flags.

import { InvariantError } from "../core/errors.ts";
import { SHIFTS, type Shift, type ShiftRanges } from "../core/shift.ts";
import { isFiniteEvaluation, isWorse, type SearchResult, type TraceEntry } from "./search.ts";

/**
 * The result of a trace in restart-major order. Non-finite evaluations never win.
 * Throws InvariantError where nothing finite was evaluated.
 */
export function resultOf(
  trace: readonly TraceEntry[],
  { over, ranges }: { readonly over: readonly Shift[]; readonly ranges: ShiftRanges },
): SearchResult {
  const finite = trace.filter(isFiniteEvaluation);
  const [first, ...others] = finite;
  if (first === undefined) throw new InvariantError("no evaluation of this sample was finite");
  const best = others.reduce((worst, entry) => (isWorse(entry, worst) ? entry : worst), first);
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
      nonFinite: trace.length - finite.length,
      atBorder: over.some((shift) => isAtBorder(shift, best.point[shift], ranges)),
    },
  };
}

function isAtBorder(shift: Shift, value: number, ranges: ShiftRanges): boolean {
  const [low, high] = ranges[shift];
  const wholeCircle = SHIFTS[shift].periodic && high - low >= 2 * Math.PI - 1e-9;
  return !wholeCircle && (value <= low || value >= high);
}
