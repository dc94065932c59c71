// What a search is: it asks an objective for points and returns the worst one found. It knows neither CLIP nor
// metrics; strategies are functions of this type, composed from shared parts.

import { CancelledError } from "../core/errors.ts";
import type { Evaluation, Objective } from "../core/objective.ts";
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
  readonly step: number;
  /** As the optimiser holds it. */
  readonly raw: ShiftPoint;
  /** As it acts: clipped, hue wrapped or clipped. */
  readonly point: ShiftPoint;
  readonly loss: number;
  readonly pauroc: number | null;
  readonly imageScore: number;
  readonly gradient?: ShiftPoint;
}

/** Signs that a search was weaker than it looks. */
export interface SearchFlags {
  /** Share of gradient steps whose gradient was zero in every searched shift. */
  readonly zeroGradientShare: number;
  /** Evaluations whose loss or gradient was not finite. */
  readonly nonFinite: number;
  /** True where the winner lies on the border of a range that is no circle. */
  readonly atBorder: boolean;
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

/**
 * True where `candidate` is worse for the detector than `best`: with anomalous pixels, the lower pAUROC, then the
 * higher loss; without, the higher loss. Ties keep the earlier one.
 */
export function isWorse(
  candidate: Pick<Evaluation, "pauroc" | "loss">,
  best: Pick<Evaluation, "pauroc" | "loss">,
): boolean {
  if (candidate.pauroc !== null && best.pauroc !== null && candidate.pauroc !== best.pauroc) {
    return candidate.pauroc < best.pauroc;
  }
  return candidate.loss > best.loss;
}

/** True where every number of an evaluation is finite. */
export function isFiniteEvaluation({ loss, gradient }: Pick<Evaluation, "loss" | "gradient">): boolean {
  return Number.isFinite(loss) && (gradient === undefined || Object.values(gradient).every(Number.isFinite));
}

/** Throws CancelledError once the signal is aborted. */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new CancelledError();
}
