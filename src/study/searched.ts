// Which of a study's items the summary's own tables are about, by their roles: the original, sweeps, and searches over
// combinations of shifts.

import { present } from "../core/errors.ts";
import type { Order } from "../core/objective.ts";
import type { ShiftRanges } from "../core/shift.ts";
import type { Sample } from "../data/dataset.ts";
import type { Criterion } from "../objective/criteria/criterion.ts";
import { CRITERIA } from "../objective/criteria/registry.ts";
import { type ItemRecord, shiftsOf } from "../results/record.ts";
import type { Combination } from "../results/schema.ts";
import type { RecordsByKey, WorkItem } from "./plan.ts";
import { boundRole, sweepRole } from "./questions/roles.ts";

/** A combination that every sample was searched over. */
export interface SearchedCombination {
  readonly name: Combination;
  readonly role: string;
  /** Its shifts, in canonical order. */
  readonly over: readonly string[];
  readonly ranges: ShiftRanges;
  readonly criterion: Criterion;
}

export interface SweptShift {
  readonly shift: string;
  readonly role: string;
  readonly values: readonly number[];
}

/** A picture by its label, its records by role. */
export interface PictureRecords {
  readonly sample: Pick<Sample, "id" | "anomalous">;
  readonly records: ReadonlyMap<string, ItemRecord>;
}

/** A sample whose items are all done, its records by role. */
export interface SampleRecords extends PictureRecords {
  readonly sample: Sample;
}

/** The combinations that were searched, in the order in which they were planned. */
export function searchedCombinations(items: readonly WorkItem[]): readonly SearchedCombination[] {
  const searched = new Map<string, SearchedCombination>();
  for (const { role, experiment } of items) {
    if (experiment.kind !== "search" || searched.has(role)) continue;
    const over = shiftsOf(experiment);
    const name = over.join("+");
    if (role !== boundRole(name)) continue;
    const criterion = CRITERIA.named(experiment.criterion);
    searched.set(role, { name, role, over, ranges: experiment.box, criterion });
  }
  return [...searched.values()];
}

/** The shifts that were swept, in the order in which they were planned. */
export function sweptShifts(items: Iterable<Pick<WorkItem, "role" | "experiment">>): readonly SweptShift[] {
  const swept = new Map<string, SweptShift>();
  for (const { role, experiment } of items) {
    const [shift, ...more] = shiftsOf(experiment);
    if (experiment.kind !== "points" || shift === undefined || more.length > 0) continue;
    if (role !== sweepRole(shift) || swept.has(role)) continue;
    swept.set(role, { shift, role, values: experiment.points.map((point) => present(point[shift], shift)) });
  }
  return [...swept.values()];
}

/** The samples of a plan in its order, each with its records. */
export function samplesOf(items: readonly WorkItem[], records: RecordsByKey): readonly SampleRecords[] {
  const samples = new Map<Sample, Map<string, ItemRecord>>();
  for (const { key, sample, role } of items) {
    const record = present(records.get(key), `record of ${sample.id}`);
    const own = samples.get(sample) ?? new Map<string, ItemRecord>();
    samples.set(sample, own.set(role, record));
  }
  return [...samples].map(([sample, own]) => ({ sample, records: own }));
}

/** The record of a sample's role, which is there. */
export function recordOf({ sample, records }: PictureRecords, role: string): ItemRecord {
  return present(records.get(role), `${role} of ${sample.id}`);
}

/** How a combination's points of one sample are ordered. */
export function orderFor(
  { criterion }: SearchedCombination,
  { anomalous }: { readonly anomalous: boolean },
): Order {
  return criterion.order(anomalous);
}
