// What the journal holds: one record per (sample, experiment), complete in itself.

import type { DraftPrecision, Level } from "../core/objective.ts";
import type { PresetName } from "../core/preset.ts";
import type { ShiftPoint, ShiftRanges } from "../core/shift.ts";
import type { PointOutcome } from "./schema.ts";
import type { VisitTable } from "./visits.ts";

/** What was done with a sample. */
export type Experiment = (
  | {
      /** These points, in order; all of them name the same shifts. The unshifted picture is the empty point alone. */
      readonly kind: "points";
      readonly points: readonly ShiftPoint[];
      /** Numbers alone, no maps; left out where the maps are kept. */
      readonly keeps?: "numbers";
      /** What a level must have a value of, besides what each has: there only where the criterion compares maps. */
      readonly criterion?: string;
      /** Of what the shifts draw at random; there only where one of them does. */
      readonly seed?: number;
    }
  | {
      readonly kind: "search";
      readonly box: ShiftRanges;
      readonly criterion: string;
      readonly strategy: string;
      /** Gradient steps of the published search; others may spend two evaluations for each. */
      readonly budget: number;
      readonly seed: number;
      /** Keys of records of the same sample whose points are candidates of this search. */
      readonly from: readonly string[];
      /** Evaluated first, in order: what other pictures' searches propose; left out where that is nothing. */
      readonly starts?: readonly ShiftPoint[];
      /** All that it evaluates, for searches that build on it; left out where none does. */
      readonly tells?: "visits";
      /** Numbers alone, no maps of the points that it keeps; left out where they are kept. */
      readonly keeps?: "numbers";
    }
) & {
  /** Longest side of the pictures that shifts acted on, at their own size; left out for the detector's working size. */
  readonly acting?: number;
  /** SHA-256 of the files that its shifts are, by their names; left out where none is a file. */
  readonly files?: Readonly<Record<string, string>>;
};

/** What a result depends on besides the sample's name and the experiment. */
export interface RecordSettings {
  readonly className: string;
  /** SHA-256 of the sample's picture and mask. */
  readonly content: string;
  /** SHA-256 of the sample's excluded region; null where nothing is excluded. */
  readonly region: string | null;
  /** Digest of the detector for the sample's object. */
  readonly detector: string;
  readonly preset: PresetName;
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
  /** Evaluations at which less than half of a defect was in the frame; left out where there was none. */
  readonly outOfView?: number;
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

export interface StoredMaps {
  readonly file: string;
  readonly sha256: string;
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
  readonly settings: RecordSettings;
  /**
   * Those of the experiment, in order; of a search its winner, then the points that were kept for the object-level
   * bound. Effective values. A winner that another record's search had found names that search's shifts alone.
   */
  readonly points: readonly PointOutcome[];
  readonly search?: SearchNotes;
  /** What the search evaluated beside its points; there only where its experiment tells it. */
  readonly visits?: VisitTable;
  /** The aligned maps of the points, one after the other; left out of a detector that gives image scores alone. */
  readonly maps?: StoredMaps;
  /** Wall time; the one field that two equal runs may differ in. */
  readonly milliseconds: number;
}

/** Records sorted by key, without clocks: equal for equal studies, whatever the order or interruptions. */
export function exportRecords(records: Iterable<ItemRecord>): string {
  const sorted = [...records].sort((left, right) => (left.key < right.key ? -1 : 1));
  return sorted.map(({ milliseconds: _clock, ...rest }) => `${JSON.stringify(rest)}\n`).join("");
}

/** The shifts that an experiment names, in canonical order; none of the unshifted picture. */
export function shiftsOf(experiment: Experiment): readonly string[] {
  return Object.keys(experiment.kind === "search" ? experiment.box : (experiment.points[0] ?? {}));
}
