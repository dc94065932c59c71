// What `reproduce` leaves for figures, tables and the page: the studies it ran, one per data set and backbone, and the
// selection of objects. Nothing else is read to draw them.

import type { RunSummary } from "./schema.ts";
import type { Stamp } from "./stamp.ts";

export interface StudyEntry {
  /** Kind of data set: "mvtec" or "visa". */
  readonly dataset: string;
  /** The model as the user named it: a backbone of the paper ("ViT-B/16+") or any other. */
  readonly model: string;
  /** Where the study's own report lies, relative to the reproduction's. */
  readonly folder: string;
  readonly summary: RunSummary;
}

export interface SelectionEntry {
  readonly object: string;
  /** Mean of eq. (6) over the test pictures that were measured. */
  readonly cornerMse: number;
  readonly published: number | null;
  readonly used: boolean;
  /** What decided: "threshold", "published list", "included" or "excluded". */
  readonly because: string;
}

export interface SelectionOutcome {
  readonly dataset: string;
  /** Smallest error first. */
  readonly objects: readonly SelectionEntry[];
}

/** One picture of figure 1: the shifted picture and its aligned map, both S×S, relative to the reproduction's folder. */
export interface StripPanel {
  /** Null for the unshifted picture. */
  readonly shift: string | null;
  readonly value: number;
  readonly pauroc: number | null;
  /** PNG. */
  readonly picture: string;
  /** .npy */
  readonly map: string;
}

export interface Strip {
  readonly dataset: string;
  readonly model: string;
  readonly object: string;
  readonly sample: string;
  /** 0/255 PNG. */
  readonly mask: string;
  readonly panels: readonly StripPanel[];
}

/** What `--samples` and `--budget` left out; null where the paper's own numbers were used. */
export interface Shortcuts {
  readonly samplesPerObject: number | null;
  readonly budget: number | null;
}

export interface Reproduction {
  readonly schema: 3;
  readonly version: string;
  /** Data sets in the order mvtec, visa; models in the order given. */
  readonly studies: readonly StudyEntry[];
  /** The best strategy's search over all three shifts, for each of them; none where the published one is the best. */
  readonly best: readonly StudyEntry[];
  readonly selections: readonly SelectionOutcome[];
  readonly strip: Strip | null;
  readonly shortcuts: Shortcuts;
  /** Earlier versions did not stamp. */
  readonly stamp?: Stamp;
}
