// One search's account: every evaluation goes through it, is paid for, is traced and, unless a draft, a candidate. A
// forward evaluation costs one unit, a draft too, one with its gradient two; a budget of N gradient steps is 2N units.
// What other searches had found is visited at no cost.

import { InvariantError, present } from "../core/errors.ts";
import type { Level, Objective, Order } from "../core/objective.ts";
import { effectivePoint, type ShiftBox, type ShiftPoint, zerosOf } from "../core/shift.ts";
import { searchable } from "./box.ts";
import { type Axis, axesOf, type Position, pointAt, positionOf } from "./cube.ts";
import { resultOf } from "./result.ts";
import {
  isCandidate,
  type KnownPoint,
  orderOf,
  type Search,
  type SearchResult,
  type SearchSettings,
  scoresOf,
  stopIfAborted,
  type TraceEntry,
} from "./search.ts";

/** Points of one call of the objective: what fills a detector's batch. */
export const BATCH = 5;

export interface Visit {
  readonly position: Position;
  /** To be minimised: the height by the objective's order; infinite where the evaluation was not finite. */
  readonly value: number;
  /** d loss / d position, where it was asked for. */
  readonly slope?: readonly number[];
  /** NaN of a detector that gives image scores alone. */
  readonly loss: number;
  readonly imageScore: number;
  /** True where the values are approximate. */
  readonly draft?: true;
  /** True where another search had evaluated it. */
  readonly known?: true;
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
  /** Everything visited so far: the unshifted picture first unless others had seen it, then what other searches had found. */
  readonly visits: readonly Visit[];
  /** Units that are left. */
  left(): number;
  /**
   * Evaluates as many of the positions as are paid for, in order; the very first time, the unshifted picture before
   * them unless it is known.
   */
  visit(positions: readonly Position[], options?: VisitOptions): Promise<readonly Visit[]>;
  result(): SearchResult;
}

/** A search that spends its budget through a ledger. */
export function ledgerSearch(spend: (ledger: Ledger, settings: SearchSettings) => Promise<void>): Search {
  return async (objective, settings) => {
    const ledger = openLedger(objective, settings);
    const { starts = [] } = settings;
    if (ledger.axes.length === 0) await ledger.visit([[]]);
    else {
      if (starts.length > 0) await ledger.visit(starts.map((point) => positionOf(point, ledger.axes)));
      await spend(ledger, settings);
    }
    return ledger.result();
  };
}

/**
 * An account for one sample, its budget unspent. InputError for a box of too many shifts, InvariantError for a known
 * point beyond the box.
 */
export function openLedger(objective: Objective, settings: SearchSettings): Ledger {
  const { circle, budget, known = [], hints = [], onProgress, signal } = settings;
  const box = searchable(settings.box);
  const others = [...known, ...hints];
  for (const { point } of others) needWithin(point, box);
  const order = orderOf(objective);
  const axes = axesOf(box, circle);
  const planned = 2 * budget;
  const unshifted = zerosOf(box.map(({ facts }) => facts.name));
  const visits: Visit[] = [];
  const trace: TraceEntry[] = [];
  let spent = 0;
  let exactForDrafts = 0;
  let start: Level | undefined;
  const startFrom = (level: Level): void => {
    start = level;
    visits.push(...others.map((one) => knownVisit(one, level, axes, order)));
  };
  const seen = known.find(({ point }) => Object.keys(unshifted).every((name) => (point[name] ?? 0) === 0));
  if (seen !== undefined) startFrom(seen);

  const evaluate = async (
    raws: readonly ShiftPoint[],
    { restart = 0, gradient = false, draft = false }: VisitOptions,
  ): Promise<Visit[]> => {
    const told: Visit[] = [];
    for (let first = 0; first < raws.length; first += BATCH) {
      stopIfAborted(signal);
      const batch = raws.slice(first, first + BATCH);
      const points = batch.map((raw) => effectivePoint(raw, box, circle));
      const evaluations = await objective(points, { gradient, draft });
      for (const [index, raw] of batch.entries()) {
        const evaluation = present(evaluations[index], "evaluation");
        const point = present(points[index], "point");
        const mark = evaluation.draft === true ? { draft: true as const } : {};
        const value = { restart, step: trace.length, raw, point, ...scoresOf(evaluation), ...mark };
        if (draft && evaluation.draft !== true) exactForDrafts++;
        const entry = gradient ? { ...value, gradient: present(evaluation.gradient, "gradient") } : value;
        const visit = visitOf(entry, start ?? entry, axes, order);
        told.push(visit);
        visits.push(visit);
        if (start === undefined) startFrom(entry);
        trace.push(entry);
        spent += gradient ? 2 : 1;
      }
      onProgress?.(spent, planned);
    }
    return told;
  };

  return {
    axes,
    visits,
    left: () => planned - spent,
    visit: async (positions, options = {}) => {
      const points = positions.map((position) => pointAt(position, axes, box));
      const plain = options.gradient !== true && options.draft !== true;
      const begins = start === undefined && plain;
      if (begins) points.unshift(unshifted);
      else if (start === undefined)
        await evaluate([unshifted], { ...options, gradient: false, draft: false });
      const affordable = Math.floor((planned - spent) / (options.gradient === true ? 2 : 1));
      const told = await evaluate(points.slice(0, affordable), options);
      return begins ? told.slice(1) : told;
    },
    result: () => resultOf(trace, { box, order, known, exactForDrafts }),
  };
}

function visitOf(entry: TraceEntry, unshifted: Level, axes: readonly Axis[], order: Order): Visit {
  const { point, imageScore, gradient, draft } = entry;
  const loss = entry.loss ?? Number.NaN;
  const value = isCandidate(entry) ? heightOf(entry, unshifted, order) : Number.POSITIVE_INFINITY;
  const mark = draft === undefined ? {} : { draft };
  const visit = { position: positionOf(point, axes), value, loss, imageScore, ...mark };
  if (gradient === undefined) return visit;
  const slope = axes.map(({ facts, low, high }) => present(gradient[facts.name], "gradient") * (high - low));
  return { ...visit, slope };
}

function knownVisit(known: KnownPoint, unshifted: Level, axes: readonly Axis[], order: Order): Visit {
  const { point, imageScore } = known;
  const loss = known.loss ?? Number.NaN;
  const value = heightOf(known, unshifted, order);
  return { position: positionOf(point, axes), value, loss, imageScore, known: true };
}

function heightOf(level: Level, unshifted: Level, order: Order): number {
  const height = order.height(level, unshifted);
  return Number.isNaN(height) ? Number.POSITIVE_INFINITY : height;
}

function needWithin(point: ShiftPoint, box: ShiftBox): void {
  for (const [name, amount] of Object.entries(point)) {
    const range = box.find(({ facts }) => facts.name === name)?.range;
    if (range === undefined || amount < range[0] || amount > range[1])
      throw new InvariantError(`a known point lies beyond the box: ${name}=${amount}`);
  }
}
