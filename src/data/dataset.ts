// What every data set looks like to the rest: objects with test samples, decoded only when asked for.

import type { Mask, RgbImage } from "../core/image.ts";
import type { ReadingRules } from "../image/rules.ts";

export interface Sample {
  /** POSIX path of the picture relative to the data set's root; unique, stable, part of every seed. */
  readonly id: string;
  readonly object: string;
  /** Defect folder or label; "good" for a normal sample. */
  readonly defect: string;
  readonly anomalous: boolean;
  /** Where picture and mask lie (no mask of a normal sample); absent for samples that are drawn in memory. */
  readonly files?: { readonly image: string; readonly mask: string | null };
  /**
   * SHA-256 that changes with the content of picture or mask, wherever they lie, and how they are read; throws InputError naming the file.
   * Decodes nothing.
   */
  digest(): Promise<string>;
  /** Decodes the picture at its own size; throws InputError naming the file. */
  loadImage(): Promise<RgbImage>;
  /** Decodes the mask at its own size (all zero for a normal sample); throws InputError naming the file. */
  loadMask(): Promise<Mask>;
}

export interface Dataset {
  /** Reader's name: mvtec, visa, folder, demo. */
  readonly kind: string;
  /** Absolute root, or "" for a data set that lives in memory. */
  readonly root: string;
  /** How its files are read, where users say so. */
  readonly reading?: ReadingRules;
  /** Sorted by name. */
  readonly objects: readonly string[];
  /** The object's name as the prompts use it. */
  className(object: string): string;
  /** Test samples, sorted by id. Lists files only; decodes nothing. */
  testSamples(object: string): Promise<readonly Sample[]>;
  /** Normal training samples, sorted by id. */
  trainSamples(object: string): Promise<readonly Sample[]>;
}
