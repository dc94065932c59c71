// What of a run is compared with another.

import type { RunSummary } from "../results/schema.ts";
import type { RecordsByKey } from "./plan.ts";

/** A finished run as far as it is compared. */
export interface ComparedRun {
  readonly summary: RunSummary;
  /** Keys of its records. */
  readonly keys: Iterable<string>;
  readonly records: Pick<RecordsByKey, "get">;
}

/** A test's row before the correction for how many there are. */
export type Row<Kind extends { readonly adjusted: number | null }> = Omit<Kind, "adjusted">;
