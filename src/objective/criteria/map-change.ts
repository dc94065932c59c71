// How far the map moves, whatever the mask: a detector whose answer depends on the light is found without any.

import type { Criterion } from "./criterion.ts";
import { scalarOrder } from "./scalar-order.ts";

/** Maps are between 0 and 1 in most detectors. */
const TRIFLE = 0.001;

/** D = mean over the counted pixels of |map(shifted, turned back) − map(unshifted)|; raised for both labels. */
export const mapChange: Criterion = {
  name: "map-change",
  title: "map change",
  formula:
    "defective and good: the mean over the counted pixels of |map(shifted, turned back) − map(unshifted)|, raised",
  gives: "values",
  reads: "map",
  comparesMaps: true,
  order: () => scalarOrder("map-change", ({ mapChange: change = Number.NaN }) => -change, TRIFLE),
  value: (level) => level.mapChange ?? null,
};
