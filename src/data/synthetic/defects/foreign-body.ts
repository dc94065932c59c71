// A foreign body: a small lump of another material lying on the part, lit from above, with its own rim.

import { type Colour, dim, inside, mix, smoothStep } from "../drawing.ts";
import type { DefectModel } from "../part.ts";
import { blob } from "./blob.ts";

const MATERIALS: readonly Colour[] = [
  [0.12, 0.5, 0.3],
  [0.16, 0.3, 0.72],
  [0.5, 0.16, 0.55],
  [0.9, 0.86, 0.3],
];

export const foreignBody: DefectModel = {
  name: "foreign_body",
  place: "surface",
  make: (random) => {
    const outline = blob(random, 0.09, 0.145, 0.16);
    const material = MATERIALS[random.integer(MATERIALS.length)] ?? [0.2, 0.4, 0.7];
    return (x, y, pixel) => {
      const distance = outline(x, y);
      const light = 0.85 - 1.6 * (x + y) * 0.7;
      const body = mix(
        dim(material, Math.max(0.45, light)),
        dim(material, 0.4),
        smoothStep(-0.03, 0, distance),
      );
      return { share: inside(distance, pixel), colour: () => body };
    };
  },
};
