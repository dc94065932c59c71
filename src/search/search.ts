// What a search is: it asks an objective for points and returns the worst one found. It knows neither detectors nor
// metrics; strategies are functions of this type, composed from shared parts.

import { CancelledError } from "../core/errors.ts";
import type { Knowledge, Level, Objective, Order } from "../core/objective.ts";
import { publishedOrder } from "../core/order.ts";
import type { CircleRule, ShiftBox, ShiftPoint } from "../core/shift.ts";

/** A point of the same sample that another search evaluated, naming that search's shifts: those it lacks are absent. */
export interface KnownPoint extends Level {
  readonly point: ShiftPoint;
  readonly imageScore: number;
}

export interface SearchSettings {
  /** What is searched; six shifts at most. */
  readonly box: ShiftBox;
  /** What becomes of a circle's amount beyond its period; by default it is wrapped. */
  readonly circle?: CircleRule;
  /** Gradient steps of the published search; a strategy without gradients may spend two evaluations for each. */
  readonly budget: number;
  /** Everything random depends on these alone. */
  readonly seedParts: readonly (string | number)[];
  /** Candidates at no cost for a strategy that nests, within the box; none by default. */
  readonly known?: readonly KnownPoint[];
  /** What else is known of the sample within the box, to some digits: it leads a strategy that nests, and never wins. */
  readonly hints?: readonly KnownPoint[];
  /** Evaluated first by a strategy that nests, in order, as many as are paid for; none by default. */
  readonly starts?: readonly ShiftPoint[];
  /** Called after each call of the objective with evaluations done and planned. */
  readonly onProgress?: (done: number, planned: number) => void;
  readonly signal?: AbortSignal;
}

export interface TraceEntry extends Level {
  readonly restart: number;
  /** When, counted from 0: restarts that run side by side count together, parts that follow each other go on counting. */
  readonly step: number;
  /** As the optimiser holds it. */
  readonly raw: ShiftPoint;
  /** As it acts: clipped, a circle wrapped or clipped. */
  readonly point: ShiftPoint;
  readonly imageScore: number;
  readonly gradient?: ShiftPoint;
  /** True where the values are approximate: such an entry never wins and is never kept. */
  readonly draft?: true;
  /** True of a winner that another search had found: it names that search's shifts, and is in no trace. */
  readonly known?: true;
}

/** Signs that a search was weaker than it looks, as facts: what is judged by them is a query's affair. */
export interface SearchFlags {
  /** Share of gradient steps whose gradient was zero in every searched shift. */
  readonly zeroGradientShare: number;
  /** Evaluations whose loss or gradient was not finite. */
  readonly nonFinite: number;
  /** Evaluations at which less than half of a defect was in the frame; left out where there was none. */
  readonly outOfView?: number;
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
  /** The worst by the objective's order of all that was evaluated exactly and of the known points. */
  readonly best: TraceEntry;
  readonly evaluations: number;
  readonly steps: number;
  /** Cost in forward evaluations: a gradient step counts 2. */
  readonly units: number;
  /** What was evaluated. */
  readonly trace: readonly TraceEntry[];
  readonly flags: SearchFlags;
}

export type Search = (objective: Objective, settings: SearchSettings) => Promise<SearchResult>;

export interface Strategy {
  /** What the objective must give. */
  readonly needs: Knowledge;
  /** True where it takes known points, hints and starts, so that a set of shifts is never found less bad than its subsets were. */
  readonly nests: boolean;
  /** Throws an InputError for a box that it cannot search. */
  readonly check?: (box: ShiftBox) => void;
  readonly search: Search;
}

const PUBLISHED = publishedOrder("published");

/** What a search of an objective makes worse. */
export function orderOf({ order }: Objective): Order {
  return order ?? PUBLISHED;
}

/** The worst of some candidates, those out of view left out, the earliest of equals; null of none. */
export function worstOf<Candidate extends Level>(
  candidates: readonly Candidate[],
  order: Order,
): Candidate | null {
  const [first = null, ...others] = candidates.filter(({ outOfView }) => outOfView !== true);
  return others.reduce<Candidate | null>(
    (worst, candidate) => (worst !== null && order.isWorse(candidate, worst) ? candidate : worst),
    first,
  );
}

/** What of an evaluation is compared, recorded and shown: its level and its image score. */
export function scoresOf({
  loss,
  pauroc,
  imageScore,
  mapChange,
  label,
  outOfView,
}: Level & { imageScore: number }): Level & { imageScore: number } {
  return {
    ...{ loss, pauroc, imageScore },
    ...(mapChange === undefined ? {} : { mapChange }),
    ...(label === undefined ? {} : { label }),
    ...(outOfView === undefined ? {} : { outOfView }),
  };
}

/** True of what may be a worst case: it is finite, and its defects were in view. */
export function isCandidate(
  evaluation: Parameters<typeof isFiniteEvaluation>[0] & Pick<Level, "outOfView">,
): boolean {
  return evaluation.outOfView !== true && isFiniteEvaluation(evaluation);
}

/** True where every number of an evaluation is finite: its loss, or without maps its image score, and its gradient. */
export function isFiniteEvaluation({
  loss,
  imageScore,
  gradient,
}: {
  readonly loss: number | null;
  readonly imageScore: number;
  readonly gradient?: ShiftPoint;
}): boolean {
  return (
    Number.isFinite(loss ?? imageScore) &&
    (gradient === undefined || Object.values(gradient).every(Number.isFinite))
  );
}

/** Throws CancelledError once the signal is aborted. */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new CancelledError();
}
