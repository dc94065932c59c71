// The pictures that strips begin with: synthetic parts, drawn large and made small, so that they have little grain.

import type { RgbImage } from "../../src/core/image.ts";
import type { ShiftFacts } from "../../src/core/shift.ts";
import { renderSample } from "../../src/data/synthetic/render.ts";
import { resizeBicubic } from "../../src/image/resize.ts";

const SIDE = 120;
const FINER = 8;

/** Parts on which a stage's shifts show well, and shifts that show better on another. */
const SHOWN_ON: Readonly<Record<ShiftFacts["stage"], string>> = {
  pose: "gear",
  light: "capsule",
  optics: "gear",
  sensor: "weave",
};
const SHOWN_BETTER_ON: Readonly<Record<string, string>> = {
  "tilt-x": "weave",
  "tilt-y": "weave",
  noise: "capsule",
};

/** The synthetic object whose picture a shift's strip begins with. */
export function partOf({ name, stage }: Pick<ShiftFacts, "name" | "stage">): string {
  return SHOWN_BETTER_ON[name] ?? SHOWN_ON[stage];
}

/** The picture of an object, values in [0, 1], the same everywhere. */
export function drawPart(object: string): RgbImage {
  const { image } = renderSample({ object, seedParts: ["docs"], size: SIDE * FINER, poseDegrees: 0 });
  const part = resizeBicubic(image, SIDE, SIDE);
  return { ...part, data: part.data.map((value) => Math.min(1, Math.max(0, value))) };
}
