// What a search is: it asks an objective for points and returns the worst one found. It knows neither CLIP nor
// metrics; strategies are functions of this type, composed from shared parts.

import { CancelledError } from "../core/errors.ts";
import type { Evaluation, Knowledge, Level, Objective } from "../core/objective.ts";
import type { CircleRule, Shift, ShiftPoint, ShiftRanges } from "../core/shift.ts";

export interface SearchSettings {
  /** Shifts to search; the others stay at 0. */
  readonly over: readonly Shift[];
  readonly ranges: ShiftRanges;
  /** What becomes of a hue beyond its circle; by default it is wrapped. */
  readonly circle?: CircleRule;
  /** Gradient steps of the published search; a strategy without gradients may spend two evaluations for each. */
  readonly budget: number;
  /** Everything random depends on these alone. */
  readonly seedParts: readonly (string | number)[];
  /** Called after each call of the objective with evaluations done and planned. */
  readonly onProgress?: (done: number, planned: number) => void;
  readonly signal?: AbortSignal;
}

export interface TraceEntry {
  readonly restart: number;
  /** When, counted from 0: restarts that run side by side count together, parts that follow each other go on counting. */
  readonly step: number;
  /** As the optimiser holds it. */
  readonly raw: ShiftPoint;
  /** As it acts: clipped, hue wrapped or clipped. */
  readonly point: ShiftPoint;
  readonly loss: number;
  readonly pauroc: number | null;
  readonly imageScore: number;
  readonly gradient?: ShiftPoint;
  /** True where the values are approximate: such an entry never wins and is never kept. */
  readonly draft?: true;
}

/** Signs that a search was weaker than it looks, as facts: what is judged by them is a query's affair. */
export interface SearchFlags {
  /** Share of gradient steps whose gradient was zero in every searched shift. */
  readonly zeroGradientShare: number;
  /** Evaluations whose loss or gradient was not finite. */
  readonly nonFinite: number;
  /** True where the winner lies on the border of a range that is no circle. */
  readonly atBorder: boolean;
  /** The worst that was known before the last tenth of the steps; null where that is nothing, or drafts led the way. */
  readonly beforeLastTenth: Level | null;
  /** The worst of the gradient steps, and of the evaluations without a gradient; null where there was none. */
  readonly worstByGradient: Level | null;
  readonly worstByValue: Level | null;
  /** Evaluations that were approximate, and those that might have been but came exact. */
  readonly drafts: number;
  readonly exactForDrafts: number;
}

export interface SearchResult {
  readonly best: TraceEntry;
  readonly evaluations: number;
  readonly steps: number;
  /** Cost in forward evaluations: a gradient step counts 2. */
  readonly units: number;
  readonly trace: readonly TraceEntry[];
  readonly flags: SearchFlags;
}

export type Search = (objective: Objective, settings: SearchSettings) => Promise<SearchResult>;

export interface Strategy {
  /** What the objective must give. */
  readonly needs: Knowledge;
  readonly search: Search;
}

/**
 * True where `candidate` is worse for the detector than `best`: the lower pAUROC, then the higher loss; without a
 * pAUROC, the higher loss. A total order, ties apart: of one sample's candidates, those whose pAUROC is undefined (a
 * mask turned out of the frame) are never worse than one that has it. Ties keep the earlier one.
 */
export function isWorse(candidate: Level, best: Level): boolean {
  if (candidate.pauroc === null || best.pauroc === null) {
    if (candidate.pauroc !== best.pauroc) return best.pauroc === null;
    return candidate.loss > best.loss;
  }
  if (candidate.pauroc !== best.pauroc) return candidate.pauroc < best.pauroc;
  return candidate.loss > best.loss;
}

/** The worst of some candidates, the earliest of equals; null of none. */
export function worstOf<Candidate extends Level>(candidates: readonly Candidate[]): Candidate | null {
  const [first = null, ...others] = candidates;
  return others.reduce<Candidate | null>(
    (worst, candidate) => (worst !== null && isWorse(candidate, worst) ? candidate : worst),
    first,
  );
}

/** True where every number of an evaluation is finite. */
export function isFiniteEvaluation({ loss, gradient }: Pick<Evaluation, "loss" | "gradient">): boolean {
  return Number.isFinite(loss) && (gradient === undefined || Object.values(gradient).every(Number.isFinite));
}

/** Throws CancelledError once the signal is aborted. */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new CancelledError();
}
