// What the journal holds: one record per (sample, experiment), complete in itself.

import type { Aspect } from "../detector/framing.ts";
import type { DraftPrecision, Level } from "../core/objective.ts";
import type { PresetName } from "../core/preset.ts";
import type { Shift, ShiftRanges } from "../core/shift.ts";
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

/** What a result depends on besides the run's weights, the sample's name and the experiment. */
export interface RecordSettings {
  readonly className: string;
  /** SHA-256 of the sample's picture and mask. */
  readonly content: string;
  readonly preset: PresetName;
  readonly aspect: Aspect;
  /** Of every shift, also of those that the experiment leaves at 0. */
  readonly ranges: ShiftRanges;
}

export interface SearchNotes {
  readonly evaluations: number;
  readonly steps: number;
  readonly units: number;
  /** Forward evaluations for the maps of the points that were kept; they count nothing in the units. */
  readonly finalEvaluations: number;
  /** Share of gradient steps whose gradient was zero in every searched shift. */
  readonly zeroGradientShare: number;
  /** Evaluations whose loss or gradient was not finite. */
  readonly nonFinite: number;
  readonly atBorder: boolean;
  /** The worst before the last tenth of the steps; null where that is nothing. */
  readonly beforeLastTenth: Level | null;
  /** The worst of the gradient steps, and of the evaluations without a gradient; null where there was none. */
  readonly worstByGradient: Level | null;
  readonly worstByValue: Level | null;
  /** Evaluations that were approximate, and those that might have been but came exact. */
  readonly drafts: number;
  readonly exactForDrafts: number;
  /** How the drafts were computed, which depends on the processor; there only where some were asked for. */
  readonly draftPrecision?: DraftPrecision;
  /** Best pAUROC (or highest loss) of each restart, in order. */
  readonly restarts: readonly Level[];
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
  /** Null where the line is older than version 4 of the journal, which did not say. */
  readonly settings: RecordSettings | null;
  /**
   * One for original, one per value for a sweep; of a search its winner, then the points that were kept for the
   * object-level bound. Effective values.
   */
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
