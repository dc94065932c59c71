// What every data set looks like to the rest: objects with test samples, decoded only when asked for.

import type { Mask, RgbImage } from "../core/image.ts";
import type { ReadingRules } from "../image/rules.ts";

/** A picture of a data set, whether or not there is a mask of it. */
export interface Picture {
  /** POSIX path of the picture relative to the data set's root; unique, stable, part of every seed. */
  readonly id: string;
  readonly object: string;
  /** Defect folder or label; "good" for a normal picture. */
  readonly defect: string;
  readonly anomalous: boolean;
  /** Absent for pictures that are drawn in memory. */
  readonly imagePath?: string;
  /** Decodes the picture at its own size; throws InputError naming the file. */
  loadImage(): Promise<RgbImage>;
}

export interface Sample extends Picture {
  /** There of an anomalous sample where nobody drew what is anomalous: its mask is empty, and says nothing. */
  readonly unmasked?: true;
  /**
   * Where picture and masks lie (none of a normal or unmasked sample, several where one mask is stored in parts); absent
   * for samples that are drawn in memory.
   */
  readonly files?: { readonly image: string; readonly masks: readonly string[] };
  /**
   * SHA-256 that changes with the content of picture or mask, wherever they lie, and with how they are read; throws
   * InputError naming the file. Decodes nothing.
   */
  digest(): Promise<string>;
  /** Decodes the mask at its own size (all zero for a normal or unmasked sample); throws InputError naming the file. */
  loadMask(): Promise<Mask>;
  /** Decodes the region that counts nowhere (1 = excluded) at its own size; null, as absent, where all counts. */
  readonly loadIgnored?: () => Promise<Mask | null>;
  /** SHA-256 of that region; null, as absent, where there is none. */
  readonly regionDigest?: () => Promise<string | null>;
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
  /** The test pictures, sorted by id, where masks are neither needed nor looked for. Decodes nothing. */
  testPictures(object: string): Promise<readonly Picture[]>;
  /** Normal training samples, sorted by id; none where the data set has no training split. */
  trainSamples(object: string): Promise<readonly Sample[]>;
  /** The good pictures of the folder that was named for calibration, sorted by id; absent where none was named. */
  readonly calibrationSamples?: (object: string) => Promise<readonly Sample[]>;
}

/** Hears, a line each, what a reader leaves unread or lacks, named by its path. */
export type OnNote = (line: string) => void;
