// What a search makes worse. A criterion orders the levels of one sample by how bad they are for the detector.

import type { Knowledge, Level, Order } from "../../core/objective.ts";

export interface Criterion {
  /** "pauroc", "loss", "image-score", "map-change" */
  readonly name: string;
  readonly title: string;
  /** The formula in words, with its sign for defective and good pictures. */
  readonly formula: string;
  /** "gradients" where that of eq. (4) leads to it. */
  readonly gives: Knowledge;
  /** What of a detector's answer it is made of. */
  readonly reads: "map" | "image score";
  /** True where evaluations must carry `mapChange`. */
  readonly comparesMaps: boolean;
  /** The order of a sample's levels; `anomalous` is its label. */
  order(anomalous: boolean): Order;
  /** The value that is printed and recorded of a level; null where it is undefined. */
  value(level: Level): number | null;
}
