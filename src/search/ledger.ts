// One search's account: every evaluation goes through it, is paid for, is traced and, unless a draft, a candidate. A forward
// evaluation costs one unit, a draft too, one with its gradient two; a budget of N gradient steps is 2N units.

import { present } from "../core/errors.ts";
import type { Objective } from "../core/objective.ts";
import { effectivePoint, IDENTITY, type ShiftPoint } from "../core/shift.ts";
import { type Axis, axesOf, type Position, pointAt, positionOf } from "./cube.ts";
import { resultOf } from "./result.ts";
import {
  isFiniteEvaluation,
  type Search,
  type SearchResult,
  type SearchSettings,
  stopIfAborted,
  type TraceEntry,
} from "./search.ts";

/** Points of one call of the objective: what fills a detector's batch. */
export const BATCH = 5;

/** Share of the loss that decides between equal pAUROC. */
const TIE_BREAK = 1e-4;

export interface Visit {
  readonly position: Position;
  /**
   * To be minimised: pAUROC less a little of the loss, or where there is no pAUROC the negative loss; infinite where
   * the evaluation was not finite.
   */
  readonly value: number;
  /** d loss / d position, where it was asked for. */
  readonly slope?: readonly number[];
  readonly loss: number;
  readonly imageScore: number;
  /** True where the values are approximate. */
  readonly draft?: true;
}

export interface VisitOptions {
  /** Number in the trace of the round that asks; 0 in a search that never starts afresh. */
  readonly restart?: number;
  readonly gradient?: boolean;
  /** True where approximate values will do. */
  readonly draft?: boolean;
}

export interface Ledger {
  readonly axes: readonly Axis[];
  /** Everything visited so far, the identity first. */
  readonly visits: readonly Visit[];
  /** Units that are left. */
  left(): number;
  /** Evaluates as many of the positions as are paid for, in order; the very first time, the identity before them. */
  visit(positions: readonly Position[], options?: VisitOptions): Promise<readonly Visit[]>;
  result(): SearchResult;
}

/** A search that spends its budget through a ledger. */
export function ledgerSearch(spend: (ledger: Ledger, settings: SearchSettings) => Promise<void>): Search {
  return async (objective, settings) => {
    const ledger = openLedger(objective, settings);
    if (ledger.axes.length === 0) await ledger.visit([[]]);
    else await spend(ledger, settings);
    return ledger.result();
  };
}

/** An account for one sample, its budget unspent. */
export function openLedger(objective: Objective, settings: SearchSettings): Ledger {
  const { over, ranges, circle, budget, onProgress, signal } = settings;
  const axes = axesOf(over, ranges, circle);
  const planned = 2 * budget;
  const visits: Visit[] = [];
  const trace: TraceEntry[] = [];
  let spent = 0;
  let exactForDrafts = 0;

  const evaluate = async (
    points: readonly ShiftPoint[],
    { restart = 0, gradient = false, draft = false }: VisitOptions,
  ) => {
    for (let first = 0; first < points.length; first += BATCH) {
      stopIfAborted(signal);
      const batch = points.slice(first, first + BATCH);
      const evaluations = await objective(batch, { gradient, draft });
      for (const [index, raw] of batch.entries()) {
        const evaluation = present(evaluations[index], "evaluation");
        const { loss, pauroc, imageScore } = evaluation;
        const point = effectivePoint(raw, ranges, circle);
        const mark = evaluation.draft === true ? { draft: true as const } : {};
        const value = { restart, step: trace.length, raw, point, loss, pauroc, imageScore, ...mark };
        if (draft && evaluation.draft !== true) exactForDrafts++;
        const entry = gradient ? { ...value, gradient: present(evaluation.gradient, "gradient") } : value;
        trace.push(entry);
        visits.push(visitOf(entry, present(trace[0], "identity"), axes));
        spent += gradient ? 2 : 1;
      }
      onProgress?.(spent, planned);
    }
  };

  return {
    axes,
    visits,
    left: () => planned - spent,
    visit: async (positions, options = {}) => {
      const points = positions.map((position) => pointAt(position, axes, over, ranges));
      const plain = options.gradient !== true && options.draft !== true;
      if (trace.length === 0 && plain) points.unshift(IDENTITY);
      else if (trace.length === 0) await evaluate([IDENTITY], { ...options, gradient: false, draft: false });
      const affordable = Math.floor((planned - spent) / (options.gradient === true ? 2 : 1));
      const known = visits.length;
      await evaluate(points.slice(0, affordable), options);
      return visits.slice(known + (points.length - positions.length));
    },
    result: () => resultOf(trace, settings, exactForDrafts),
  };
}

function visitOf(entry: TraceEntry, identity: TraceEntry, axes: readonly Axis[]): Visit {
  const { point, loss, pauroc, imageScore, gradient, draft } = entry;
  // A mask turned out of the frame leaves no pAUROC: such a place is never worse than one that has it.
  const without = identity.pauroc === null ? -loss : Number.POSITIVE_INFINITY;
  const merit = pauroc === null ? without : pauroc - TIE_BREAK * loss;
  const value = isFiniteEvaluation(entry) ? merit : Number.POSITIVE_INFINITY;
  const mark = draft === undefined ? {} : { draft };
  const visit = { position: positionOf(point, axes), value, loss, imageScore, ...mark };
  if (gradient === undefined) return visit;
  return { ...visit, slope: axes.map(({ shift, low, high }) => gradient[shift] * (high - low)) };
}
