// A hazelnut seen from the side: striped shell, paler rough base, small tip.

import { type Colour, dim, inside, mix, smoothNoise, smoothStep, varied } from "../drawing.ts";
import type { ObjectModel } from "../part.ts";

export const hazelnut: ObjectModel = {
  name: "hazelnut",
  texture: false,
  make: (random) => {
    const shell = varied([0.56, 0.33, 0.15], 0.06, random);
    const base = varied([0.74, 0.6, 0.42], 0.05, random);
    const [width, height] = [random.uniform(0.5, 0.6), random.uniform(0.58, 0.7)];
    const grain = smoothNoise(random, 4);
    const rough = smoothNoise(random, 14);
    const stripes = random.uniform(17, 24);
    const phase = random.uniform(0, 6);
    return (x, y, pixel) => {
      const taper = 1 - 0.22 * smoothStep(0, -height, y);
      const outline = (Math.hypot(x / (width * taper), y / height) - 1) * Math.min(width, height);
      const bulge = Math.asin(Math.min(1, Math.max(-1, x / (width * taper + 1e-6))));
      const stripe = Math.sin(bulge * stripes + phase + 1.5 * grain(x, y));
      const depth = Math.sqrt(Math.max(0, 1 - (x / width) ** 2 - (y / height) ** 2));
      let colour: Colour = dim(shell, 0.62 + 0.5 * depth + 0.09 * stripe + 0.06 * grain(x * 2, y * 2));
      const baseEdge = height * 0.52 - 0.35 * x * x + 0.04 * grain(x * 3, 1);
      const baseColour = dim(base, 0.72 + 0.3 * depth + 0.12 * rough(x, y));
      colour = mix(colour, baseColour, smoothStep(baseEdge - 0.03, baseEdge + 0.03, y));
      return { colour, coverage: inside(outline, pixel) };
    };
  },
};
