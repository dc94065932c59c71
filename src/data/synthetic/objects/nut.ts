// A hexagonal metal nut: bevelled outline, threaded hole, brushed face.

import { type Colour, dim, inside, mix, smoothNoise, smoothStep, varied } from "../drawing.ts";
import type { ObjectModel } from "../part.ts";

export const nut: ObjectModel = {
  name: "nut",
  texture: false,
  make: (random) => {
    const metal = varied([0.62, 0.63, 0.66], 0.07, random);
    const radius = random.uniform(0.56, 0.66);
    const hole = radius * random.uniform(0.44, 0.52);
    const threads = random.uniform(38, 48);
    const grain = smoothNoise(random, 9);
    const brushed = random.uniform(0, Math.PI);
    return (x, y, pixel) => {
      const hexagon = Math.max(Math.abs(y), 0.866 * Math.abs(x) + 0.5 * Math.abs(y)) - radius * 0.9;
      const outline = Math.max(hexagon, Math.hypot(x, y) - radius * 0.99);
      const distance = Math.hypot(x, y);
      const face =
        1 + 0.06 * grain(x * Math.cos(brushed) * 5, y * 5 + x * Math.sin(brushed)) + 0.1 * (-x - y);
      let colour: Colour = dim(metal, face);
      colour = mix(colour, dim(metal, 0.72), smoothStep(-0.09, -0.03, outline));
      const ring = smoothStep(hole + 0.1, hole + 0.04, distance);
      colour = mix(colour, dim(metal, 0.62 + 0.2 * Math.sin(distance * threads * 4)), ring);
      return { colour, coverage: inside(Math.max(outline, hole - distance), pixel) };
    };
  },
};
