// A stain: an irregular, soft-edged discolouration through which the surface still shows.

import { type Colour, mix, smoothNoise, smoothStep } from "../drawing.ts";
import type { DefectModel } from "../part.ts";
import { blob } from "./blob.ts";

const TINTS: readonly Colour[] = [
  [0.1, 0.08, 0.06],
  [0.14, 0.12, 0.05],
  [0.08, 0.1, 0.12],
];

export const stain: DefectModel = {
  name: "stain",
  place: "surface",
  make: (random) => {
    const outline = blob(random, 0.12, 0.19, 0.3);
    const tint = TINTS[random.integer(TINTS.length)] ?? [0.1, 0.1, 0.1];
    const strength = random.uniform(0.6, 0.8);
    const cloud = smoothNoise(random, 8);
    return (x, y) => ({
      share: smoothStep(0.015, -0.03, outline(x, y)) * strength * (0.88 + 0.12 * cloud(x, y)),
      colour: (surface) => mix(tint, surface, 0.2),
    });
  },
};
