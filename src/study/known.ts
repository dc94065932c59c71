// What a search knows before it begins: the points of the records that it starts from, and what else they tell, within its
// own box. A narrower search's records serve a wider one, and of a wider one's what lies within.

import { present } from "../core/errors.ts";
import type { ShiftPoint, ShiftRanges } from "../core/shift.ts";
import type { Experiment, ItemRecord } from "../results/record.ts";
import { outcomesOf } from "../results/visits.ts";
import { isCandidate, type KnownPoint } from "../search/search.ts";

/** What leads a search at no cost. */
export interface Known {
  /** Exact: one of them may be the worst of all. */
  readonly known: readonly KnownPoint[];
  /** To some digits: none of them is reported. */
  readonly hints: readonly KnownPoint[];
}

export const NOTHING_KNOWN: Known = { known: [], hints: [] };

/** What an experiment's parents know; they are all there. */
export function knownTo(
  { box, from, tells }: Extract<Experiment, { readonly kind: "search" }>,
  records: Pick<ReadonlyMap<string, ItemRecord>, "get">,
): Known {
  const parents = from.map((key) => present(records.get(key), `record ${key}`));
  const within = ({ point }: KnownPoint): boolean => isWithin(point, box);
  return {
    // Searches that do not tell take draws out of view as they come: what their keys stand for must not change.
    known: parents
      .flatMap(({ points }) => (tells === undefined ? points : points.filter(isCandidate)))
      .filter(within),
    hints: parents.flatMap(({ visits }) => (visits === undefined ? [] : outcomesOf(visits))).filter(within),
  };
}

function isWithin(point: ShiftPoint, box: ShiftRanges): boolean {
  return Object.entries(point).every(([name, amount]) => {
    const range = box[name];
    return range !== undefined && amount >= range[0] && amount <= range[1];
  });
}
