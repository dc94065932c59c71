// All that a run's numbers depend on, as its results say it.

import type { SizeFact } from "../core/acting-size.ts";
import { type DetectorFacts, givesMaps } from "../core/detector-facts.ts";
import type { DraftPrecision } from "../core/objective.ts";
import type { PresetName } from "../core/preset.ts";
import type { ShiftRanges } from "../core/shift.ts";

export interface Provenance {
  readonly version: string;
  readonly dataset: {
    readonly kind: string;
    readonly objects: readonly string[];
    readonly digest: string;
    /** How its pictures were read, as JSON (without root and objects); runs of earlier versions do not tell. */
    readonly options?: unknown;
    /** There where defective pictures have no masks, or none is defective: maps are compared with nothing. */
    readonly unmasked?: true;
  };
  readonly detector: {
    /** For people. */
    readonly name: string;
    readonly digest: string;
    readonly source: string;
    /** The source's own settings, as they were given. */
    readonly options: Readonly<Record<string, unknown>>;
    /** How a picture that is not square meets it. */
    readonly aspect: string;
    /** The working size of a square picture, in pixels. */
    readonly size: SizeFact;
    /** What is to be said of it; absent where there is nothing. */
    readonly facts?: DetectorFacts;
  };
  readonly device: string;
  /** Within one operator, 0 for all cores, which the last bits of a number depend on; earlier versions do not tell. */
  readonly threads?: number;
  /** How the drafts that led the searches were computed, several where processors differed; absent without drafts. */
  readonly drafts?: readonly DraftPrecision[];
  readonly seed: number;
  /** Null where nothing was searched, as in a sweep. */
  readonly strategy: string | null;
  /** Gradient steps of the published search, per sample and combination; null where nothing was searched. */
  readonly budget: number | null;
  /** There where searches share what they find, each at a part of that cost. */
  readonly searches?: "shared";
  /** There where no combination needed a search: every one of listed amounts was evaluated instead. */
  readonly exhausted?: true;
  /** Null where nothing was searched. */
  readonly criterion: string | null;
  readonly samplesPerObject: number | null;
  /** Of the shifts that were searched or swept, in canonical order. */
  readonly ranges: ShiftRanges;
  /** Longest side of the pictures that shifts acted on, at their own size; left out for the detector's working size. */
  readonly acting?: number;
  /** What a pixel of the camera is on the part; there only where it was said. */
  readonly mmPerPixel?: number;
  /** True where a region of the pictures is excluded. */
  readonly ignores: boolean;
  readonly preset: PresetName;
  /** SHA-256 over the keys of all work items: what was studied, in all that a result depends on. */
  readonly plan: string;
}

/** True of a run whose maps were compared with masks: there are both. */
export function comparesMaps({ dataset, detector }: Pick<Provenance, "dataset" | "detector">): boolean {
  return givesMaps(detector) && dataset.unmasked === undefined;
}
