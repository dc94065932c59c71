// Named ways of doing the method: each a set of stage values that the stages read, never a switch of its own.

import type { CircleRule } from "./shift.ts";

export interface Preset {
  /** What becomes of a hue beyond its range of one whole circle. */
  readonly circle: CircleRule;
  /** Where map and mask meet: the map turned back (eq. 3), or the mask turned forward with the picture. */
  readonly compared: "map turned back" | "mask turned forward";
  /** What of the detector passes the search's gradient. */
  readonly gradientThrough: "windows and image score" | "image score";
  /** Gradient steps per sample and combination where none are asked for. */
  readonly budget: number;
}

export const PRESET_NAMES = ["paper", "released-code"] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  /** The paper's text. */
  paper: {
    circle: "wrapped",
    compared: "map turned back",
    gradientThrough: "windows and image score",
    budget: 200,
  },
  /** What the authors' code does (IntelLabs/MART, examples/anomalib_adversary); the sign of theta stays ours. */
  "released-code": {
    circle: "clipped",
    compared: "mask turned forward",
    gradientThrough: "image score",
    budget: 100,
  },
};
