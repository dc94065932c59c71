// A study as its user asks for it.

import type { ActingSize } from "../core/acting-size.ts";
import type { PresetName } from "../core/preset.ts";

/** A question with its settings, as the question's own schema has them; JSON. */
export interface Ask {
  readonly question: string;
  readonly settings: unknown;
}

export interface StudyConfig {
  readonly asks: readonly Ask[];
  readonly seed: number;
  /** Test samples per object; null for all. */
  readonly samplesPerObject: number | null;
  readonly preset: PresetName;
  /** Where shifts act; unless given, at the pictures' own size as soon as an optics or sensor shift is asked for. */
  readonly acting?: ActingSize;
  /** What a pixel of the camera is on the part, for lengths in millimetres. */
  readonly mmPerPixel?: number;
}
