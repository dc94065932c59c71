// A chip: a piece of the part is missing, and the background shows, darker at the broken edge.

import { dim, inside, mix, smoothStep } from "../drawing.ts";
import type { DefectModel } from "../part.ts";
import { blob } from "./blob.ts";

export const chip: DefectModel = {
  name: "chip",
  place: "outline",
  make: (random) => {
    const outline = blob(random, 0.13, 0.2, 0.25);
    return (x, y, pixel) => {
      const distance = outline(x, y);
      return {
        share: inside(distance, pixel),
        colour: (surface, background) =>
          mix(background, dim(surface, 0.4), 0.8 * smoothStep(-0.05, -0.01, distance)),
      };
    };
  },
};
