// Signs that a search was weaker than it looks, judged from what its record says and from what else is known of the
// sample. A weak search reads as robustness, so what counts as more than a trifle is the criterion's and printed.

import type { Level, Order } from "../core/objective.ts";
import { CHECKED_POINTS } from "../objective/guard.ts";
import type { SearchNotes } from "../results/record.ts";
import type { PointOutcome, SampleFlags } from "../results/schema.ts";

/**
 * The flags of one search by its order. `values` are the sample's evaluations that no gradient led to (sweeps, the
 * original) within what was searched; whether values beat the gradient is null where the search took no gradient step,
 * and whether it was still improving is null where it was too short to tell.
 */
export function flagsOf(
  best: Level,
  notes: SearchNotes,
  values: readonly PointOutcome[],
  { isClearlyWorse }: Order,
): SampleFlags {
  const {
    zeroGradientShare,
    nonFinite,
    atBorder,
    beforeLastTenth,
    worstByGradient,
    worstByValue,
    drafts,
    exactForDrafts,
  } = notes;
  const others: readonly Level[] = worstByValue === null ? values : [...values, worstByValue];
  return {
    zeroGradient: notes.steps === 0 ? null : zeroGradientShare > 0,
    notFinite: nonFinite > 0,
    valuesBeatGradient:
      worstByGradient === null || others.length === 0
        ? null
        : others.some((value) => isClearlyWorse(value, worstByGradient)),
    atBorder,
    stillImproving: beforeLastTenth === null ? null : isClearlyWorse(best, beforeLastTenth),
    draftsRefused: drafts === 0 && exactForDrafts <= CHECKED_POINTS ? null : drafts === 0,
  };
}
