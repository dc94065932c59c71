// How the drafts that led a study's searches were computed: a fact of the processors that its items met, not of its plan.

import type { DraftPrecision } from "../core/objective.ts";
import type { RecordsByKey, WorkItem } from "./plan.ts";

/** The precisions of a plan's drafts, sorted; empty where no search asked for one. */
export function draftPrecisions(plan: readonly WorkItem[], records: RecordsByKey): readonly DraftPrecision[] {
  const precisions = plan.flatMap(({ key }) => records.get(key)?.search?.draftPrecision ?? []);
  return [...new Set(precisions)].toSorted();
}
