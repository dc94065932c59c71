// How many test pictures the published data sets have of the objects that the paper uses.

import { publishedObjects } from "../../data/published-counts.ts";
import { PUBLISHED_SELECTIONS } from "../published-selection.ts";

/** Test pictures per object of the paper's selection; none for other kinds of data sets. */
export function publishedPictures(kind: string): Readonly<Record<string, number>> {
  const selection = PUBLISHED_SELECTIONS[kind];
  if (selection === undefined) return {};
  const counts = publishedObjects(kind);
  const used = Object.entries(selection.cornerMse)
    .filter(([object, error]) => error < selection.threshold && !selection.excluded.includes(object))
    .map(([object]) => object);
  return Object.fromEntries(
    used.map((object) => {
      const { good = 0, defects = {} } = counts.get(object) ?? {};
      return [object, Object.values(defects).reduce((sum, count) => sum + count, good)];
    }),
  );
}
