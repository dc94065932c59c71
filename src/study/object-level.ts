// The object-level bound: of the points that a run evaluated, one per sample, chosen to minimise the object's pooled
// pAUROC. It begins at the per-sample worst points or at the worst common one and only ever descends. Of image scores
// alone, or without masks, no choice is needed: what is worst for each sample is worst for their ranking.

import { present } from "../core/errors.ts";
import { pooledMinimum } from "../metrics/pooled-minimum.ts";
import { CRITERIA, criterionFor } from "../objective/criteria/registry.ts";
import type { ObjectLevelSearch } from "../results/schema.ts";
import { worstOf } from "../search/search.ts";
import { comparedMap, haveTruth, type PoolContext } from "./aggregate.ts";
import { type Candidate, nestedCandidate, pooledWithin } from "./candidates.ts";
import type { SampleRecords, SearchedCombination } from "./searched.ts";

export interface ObjectLevel extends ObjectLevelSearch {
  /** In the order of the samples. */
  readonly chosen: readonly Candidate[];
}

/**
 * The choice for one object and a searched combination, from its samples' records; `common` is where they stand at the
 * worst common value, where there is one. Never above the pooled pAUROC of the searches' own worst points, of the nested
 * ones, and of the common value.
 */
export function objectLevel(
  samples: readonly SampleRecords[],
  combination: SearchedCombination,
  context: PoolContext,
  common: readonly Candidate[] = [],
): ObjectLevel {
  // The winner of the combination's search is every sample's first candidate.
  const known = samples.map((sample) => pooledWithin(sample, combination));
  if (!known.every((candidates) => haveTruth(candidates.map(({ record }) => record))))
    return worstOfEach(samples, known);
  const placesOf = (chosen: readonly Candidate[]): number[] =>
    chosen.map((choice, index) =>
      present(known[index], "candidates").findIndex(
        ({ record, index: at }) => record === choice.record && at === choice.index,
      ),
    );
  const nested = placesOf(samples.map((sample) => nestedCandidate(sample, combination)));
  const starts = [known.map(() => 0), nested, ...(common.length === 0 ? [] : [placesOf(common)])];
  const pool = known.map((candidates) => ({
    candidates: candidates.length,
    read: (candidate: number) => {
      const { map, mask } = comparedMap(present(candidates[candidate], "candidate"), context);
      return { map, mask: mask.data };
    },
  }));
  const { choice, sweeps } = pooledMinimum(pool, starts);
  return {
    chosen: choice.map((candidate, index) => present(known[index]?.[candidate], "candidate")),
    candidates: countOf(known),
    moved: choice.filter((candidate) => candidate !== 0).length,
    sweeps,
  };
}

function worstOfEach(
  samples: readonly SampleRecords[],
  known: readonly (readonly Candidate[])[],
): ObjectLevel {
  const criterion = CRITERIA.named(criterionFor(false));
  const chosen = samples.map(({ sample }, index) =>
    present(worstOf(known[index] ?? [], criterion.order(sample.anomalous)), "candidate"),
  );
  const moved = chosen.filter((choice, index) => choice !== known[index]?.[0]).length;
  return { chosen, candidates: countOf(known), moved, sweeps: 1 };
}

function countOf(known: readonly (readonly Candidate[])[]): number {
  return known.reduce((sum, candidates) => sum + candidates.length, 0);
}
