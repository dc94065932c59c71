// A search that can be watched: the objective it asks is wrapped, so that every evaluation is told as it comes; the
// strategy is the same as a study's, and so is what it finds.

import { type Evaluation, givingAs, type Level, type Objective } from "../core/objective.ts";
import type { CircleRule, Shift, ShiftPoint, ShiftRanges } from "../core/shift.ts";
import { effectivePoint } from "../core/shift.ts";
import { strategyNamed } from "../search/registry.ts";
import { stopIfAborted, type TraceEntry } from "../search/search.ts";

export interface SearchRequest {
  readonly sample: string;
  readonly over: readonly Shift[];
  readonly strategy: string;
  /** Gradient steps of the published search. */
  readonly budget: number;
  readonly seed: number;
}

/** A point that a search evaluated, while it runs: which track it belongs to is known when the search has ended. */
export interface SeenPoint extends Level {
  readonly point: ShiftPoint;
  /** True where the values are approximate. */
  readonly draft?: true;
}

export type TracedPoint = Pick<TraceEntry, "restart" | "step" | "point" | "loss" | "pauroc" | "draft">;

export interface SearchView {
  readonly best: TracedPoint;
  readonly evaluations: number;
  readonly steps: number;
  /** Cost in forward evaluations. */
  readonly units: number;
  readonly trace: readonly TracedPoint[];
}

export interface TracedSettings {
  readonly ranges: ShiftRanges;
  readonly circle: CircleRule;
  readonly seedParts: readonly (string | number)[];
  readonly signal: AbortSignal;
  /** Hears of every evaluation, with the number of evaluations planned; what it returns is waited for. */
  readonly onPoints: (points: readonly SeenPoint[], planned: number) => void | Promise<void>;
}

/** Runs a strategy on an objective; UsageError for an unknown one, CancelledError once the signal is aborted. */
export async function tracedSearch(
  objective: Objective,
  { over, strategy, budget }: Omit<SearchRequest, "sample" | "seed">,
  { ranges, circle, seedParts, signal, onPoints }: TracedSettings,
): Promise<SearchView> {
  const search = strategyNamed(strategy);
  let planned = budget;
  const watched = givingAs(objective, async (points, wanted) => {
    stopIfAborted(signal);
    const evaluations = await objective(points, wanted);
    await onPoints(
      evaluations.map((evaluation) => seen(evaluation, ranges, circle)),
      planned,
    );
    return evaluations;
  });
  const result = await search(watched, {
    over,
    ranges,
    circle,
    budget,
    seedParts,
    signal,
    onProgress: (_done, total) => {
      planned = total;
    },
  });
  const { best, evaluations, steps, units, trace } = result;
  return { best: traced(best), evaluations, steps, units, trace: trace.map(traced) };
}

function seen(
  { point, loss, pauroc, draft }: Evaluation,
  ranges: ShiftRanges,
  circle: CircleRule,
): SeenPoint {
  return { point: effectivePoint(point, ranges, circle), loss, pauroc, ...(draft && { draft }) };
}

function traced({ restart, step, point, loss, pauroc, draft }: TraceEntry): TracedPoint {
  return { restart, step, point, loss, pauroc, ...(draft && { draft }) };
}
