// What the journal holds: one record per (sample, experiment), complete in itself.

import type { Shift } from "../core/shift.ts";
import type { PointOutcome } from "./schema.ts";

/** What was done with a sample. */
export type Experiment =
  | { readonly kind: "original" }
  | { readonly kind: "sweep"; readonly shift: Shift; readonly values: readonly number[] }
  | {
      readonly kind: "bound";
      readonly over: readonly Shift[];
      readonly strategy: string;
      readonly budget: number;
      readonly seed: number;
    };

export interface SearchNotes {
  readonly evaluations: number;
  readonly steps: number;
  readonly units: number;
  readonly zeroGradientShare: number;
  readonly nonFinite: number;
  readonly atBorder: boolean;
  /** Best pAUROC (or highest loss) of each restart, in order. */
  readonly restarts: readonly { readonly pauroc: number | null; readonly loss: number }[];
}

export interface ItemRecord {
  /** SHA-256 of the settings that the result depends on. */
  readonly key: string;
  readonly experiment: Experiment;
  readonly object: string;
  readonly sample: string;
  readonly defect: string;
  readonly anomalous: boolean;
  readonly maskVanished: boolean;
  /** One for original and bound, one per value for a sweep; effective values. */
  readonly points: readonly PointOutcome[];
  readonly search?: SearchNotes;
  /** The aligned maps of the points, one after the other. */
  readonly maps: { readonly file: string; readonly sha256: string };
  /** Wall time; the one field that two equal runs may differ in. */
  readonly milliseconds: number;
}

/** Records sorted by key, without clocks: equal for equal studies, whatever the order or interruptions. */
export function exportRecords(records: Iterable<ItemRecord>): string {
  const sorted = [...records].sort((left, right) => (left.key < right.key ? -1 : 1));
  return sorted.map(({ milliseconds: _clock, ...rest }) => `${JSON.stringify(rest)}\n`).join("");
}
