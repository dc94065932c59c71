// What the phases of a shared search are together: their cost is their sum, and their signs are those of all of them.

import { present } from "../core/errors.ts";
import type { Order } from "../core/objective.ts";
import type { ItemRecord, SearchNotes } from "../results/record.ts";
import { worstOf } from "../search/search.ts";
import { phaseRole } from "./questions/roles.ts";
import { type PictureRecords, recordOf, type SearchedCombination } from "./searched.ts";

/** The records of a combination's search of a picture in the order of its phases; the last is the search's own. */
export function phaseRecords(
  picture: PictureRecords,
  { name, role }: Pick<SearchedCombination, "name" | "role">,
): readonly ItemRecord[] {
  const earlier: ItemRecord[] = [];
  for (;;) {
    const record = picture.records.get(phaseRole(name, earlier.length + 1));
    if (record === undefined) return [...earlier, recordOf(picture, role)];
    earlier.push(record);
  }
}

/** One search's notes from those of its phases; how it ended is the last one's. */
export function notesTogether(phases: readonly SearchNotes[], order: Order): SearchNotes {
  const last = present(phases.at(-1), "search notes");
  if (phases.length === 1) return last;
  const sum = (of: (notes: SearchNotes) => number): number =>
    phases.reduce((total, notes) => total + of(notes), 0);
  const worst = (name: "worstByGradient" | "worstByValue"): SearchNotes[typeof name] =>
    worstOf(
      phases.flatMap((notes) => notes[name] ?? []),
      order,
    );
  const steps = sum((notes) => notes.steps);
  const outOfView = sum((notes) => notes.outOfView ?? 0);
  return {
    ...last,
    ...{ steps, evaluations: sum((notes) => notes.evaluations), units: sum((notes) => notes.units) },
    finalEvaluations: sum((notes) => notes.finalEvaluations),
    zeroGradientShare: steps === 0 ? 0 : sum((notes) => notes.zeroGradientShare * notes.steps) / steps,
    nonFinite: sum((notes) => notes.nonFinite),
    ...(outOfView === 0 ? {} : { outOfView }),
    ...{ worstByGradient: worst("worstByGradient"), worstByValue: worst("worstByValue") },
    ...{ drafts: sum((notes) => notes.drafts), exactForDrafts: sum((notes) => notes.exactForDrafts) },
  };
}
