// A two-coloured gelatine capsule, lying, with a printed band.

import { type Colour, dim, inside, mix, smoothNoise, smoothStep, varied } from "../drawing.ts";
import type { ObjectModel } from "../part.ts";

const PAIRS: readonly (readonly [Colour, Colour])[] = [
  [
    [0.78, 0.2, 0.16],
    [0.86, 0.82, 0.72],
  ],
  [
    [0.74, 0.24, 0.12],
    [0.82, 0.78, 0.7],
  ],
  [
    [0.7, 0.18, 0.2],
    [0.88, 0.84, 0.76],
  ],
];

export const capsule: ObjectModel = {
  name: "capsule",
  texture: false,
  make: (random) => {
    const [cap, body] = PAIRS[random.integer(PAIRS.length)] as readonly [Colour, Colour];
    const [left, right] = [varied(cap, 0.05, random), varied(body, 0.04, random)];
    const [half, radius] = [random.uniform(0.42, 0.5), random.uniform(0.26, 0.31)];
    const joint = random.uniform(-0.06, 0.04);
    const grain = smoothNoise(random, 6);
    return (x, y, pixel) => {
      const along = Math.max(0, Math.abs(x) - half);
      const lid = x < joint ? 0.012 : 0;
      const outline = Math.hypot(along, y) - radius - lid;
      const lift = Math.sqrt(Math.max(0, 1 - (Math.hypot(along, y) / radius) ** 2));
      const shine =
        smoothStep(0.07, 0, Math.abs(y + radius * 0.45)) * smoothStep(half + 0.1, half - 0.1, Math.abs(x));
      let colour = mix(left, right, smoothStep(joint - pixel, joint + pixel, x));
      colour = dim(colour, 0.6 + 0.42 * lift + 0.03 * grain(x, y));
      colour = mix(colour, dim(colour, 0.72), smoothStep(0.02, 0.005, Math.abs(x - joint)));
      const print = inside(Math.max(Math.abs(Math.abs(x - 0.27) - 0.09) - 0.02, Math.abs(y) - 0.08), pixel);
      colour = mix(colour, [0.32, 0.3, 0.36], 0.55 * print);
      colour = mix(colour, [0.96, 0.95, 0.93], 0.45 * shine);
      return { colour, coverage: inside(outline, pixel) };
    };
  },
};
