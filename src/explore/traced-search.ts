// A search that can be watched: the objective it asks is wrapped, so that every evaluation is told as it comes; the
// strategy is the same as a study's, and so is what it finds.

import { type Evaluation, givingAs, type Level, type Objective } from "../core/objective.ts";
import { type CircleRule, effectivePoint, type ShiftBox, type ShiftPoint } from "../core/shift.ts";
import { strategyNamed } from "../search/registry.ts";
import { orderOf, scoresOf, stopIfAborted, type TraceEntry, worstOf } from "../search/search.ts";

export interface SearchRequest {
  readonly sample: string;
  /** The shifts to search. */
  readonly over: readonly string[];
  readonly criterion: string;
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

export interface TracedPoint extends SeenPoint {
  readonly restart: number;
  readonly step: number;
}

/** What a search tells while it runs. */
export interface SearchNews {
  readonly points: readonly SeenPoint[];
  /** Evaluations planned. */
  readonly planned: number;
  /** The worst that was seen exactly so far, the earliest of equals; null of nothing. */
  readonly worst: SeenPoint | null;
}

export interface SearchView {
  readonly best: TracedPoint;
  readonly evaluations: number;
  readonly steps: number;
  /** Cost in forward evaluations. */
  readonly units: number;
  readonly trace: readonly TracedPoint[];
}

export interface TracedSettings {
  /** The shifts to search, with how far they may go. */
  readonly box: ShiftBox;
  readonly circle: CircleRule;
  readonly seedParts: readonly (string | number)[];
  readonly signal: AbortSignal;
  /** Hears of every evaluation; what it returns is waited for. */
  readonly onNews: (news: SearchNews) => void | Promise<void>;
}

/** Runs a strategy on an objective; UsageError for an unknown one, CancelledError once the signal is aborted. */
export async function tracedSearch(
  objective: Objective,
  { strategy, budget }: Pick<SearchRequest, "strategy" | "budget">,
  { box, circle, seedParts, signal, onNews }: TracedSettings,
): Promise<SearchView> {
  const search = strategyNamed(strategy);
  const order = orderOf(objective);
  let planned = budget;
  let worst: SeenPoint | null = null;
  const watched = givingAs(objective, async (points, wanted) => {
    stopIfAborted(signal);
    const evaluations = await objective(points, wanted);
    const seen = evaluations.map((evaluation) => seenOf(evaluation, box, circle));
    const exact = seen.filter(({ draft }) => draft !== true);
    worst = worstOf(worst === null ? exact : [worst, ...exact], order);
    await onNews({ points: seen, planned, worst });
    return evaluations;
  });
  const result = await search(watched, {
    ...{ box, circle, budget, seedParts, signal },
    onProgress: (_done, total) => {
      planned = total;
    },
  });
  const { best, evaluations, steps, units, trace } = result;
  return { best: tracedOf(best), evaluations, steps, units, trace: trace.map(tracedOf) };
}

function seenOf(evaluation: Evaluation, box: ShiftBox, circle: CircleRule): SeenPoint {
  return shownOf({ ...evaluation, point: effectivePoint(evaluation.point, box, circle) });
}

function tracedOf(entry: TraceEntry): TracedPoint {
  return { restart: entry.restart, step: entry.step, ...shownOf(entry) };
}

/** What travels of an evaluation: no map, no gradient. */
function shownOf(seen: SeenPoint & { readonly imageScore: number }): SeenPoint {
  const { point, draft } = seen;
  return { point, ...scoresOf(seen), ...(draft && { draft }) };
}
