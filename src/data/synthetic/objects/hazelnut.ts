// A hazelnut: a round shell with a tip above, stripes along its meridians and a pale scar below.

import type { Random } from "../../../core/random.ts";
import { blend, expose, type Rgb, rgbOfHsv, setColour } from "../colour.ts";
import { valueNoise } from "../noise.ts";
import { diffuse, gloss, type ObjectModel, type Part, type Scene } from "../part.ts";
import { length, smoothStep, smoothUnion } from "../shapes.ts";

export const hazelnut: ObjectModel = {
  name: "hazelnut",
  rotationInvariant: true,
  create,
};

function create(source: Random, { light }: Scene): Part {
  const halfWidth = source.uniform(0.56, 0.64);
  const halfHeight = source.uniform(0.58, 0.66);
  const tip = source.uniform(0.64, 0.7);
  const shell = rgbOfHsv(source.uniform(0.055, 0.075), source.uniform(0.55, 0.7), source.uniform(0.62, 0.76));
  const stripe: Rgb = [shell[0] * 0.6, shell[1] * 0.52, shell[2] * 0.45];
  const scar = rgbOfHsv(source.uniform(0.09, 0.11), source.uniform(0.25, 0.36), source.uniform(0.76, 0.86));
  const scarFrom = source.uniform(0.3, 0.38);
  const fibres = valueNoise(source);
  const grains = valueNoise(source);
  const stripes = source.uniform(5, 7);
  return {
    backdrop: rgbOfHsv(source.uniform(0.5, 0.7), source.uniform(0.02, 0.1), source.uniform(0.2, 0.28)),
    shadow: 0.45,
    distance: (u, v) => {
      const round = (length(u / halfWidth, v / halfHeight) - 1) * Math.min(halfWidth, halfHeight);
      return smoothUnion(round, length(u, v + tip) - 0.03, 0.2);
    },
    shade: (u, v, colour) => {
      const x = u / (halfWidth * 1.03);
      const y = v / (halfHeight * 1.06);
      const z = Math.sqrt(Math.max(0.04, 1 - x * x - y * y));
      const longitude = Math.atan2(x, z);
      const bands = fibres(longitude * stripes, v * 1.2 + 9) * 0.65 + fibres(longitude * 19, v * 3) * 0.35;
      const lit = diffuse(light, x, y, z);
      setColour(colour, shell);
      blend(colour, stripe, smoothStep(0.35, 0.75, bands) * 0.9);
      const edge = scarFrom - 0.22 * x * x + 0.07 * (fibres(u * 9 + 40, 3) - 0.5);
      const inScar = smoothStep(edge - 0.02, edge + 0.03, v);
      blend(colour, scar, inScar * (0.72 + 0.28 * grains(u * 16, v * 16)));
      blend(colour, stripe, 0.5 * smoothStep(0.05, 0, Math.abs(v - edge)));
      expose(colour, 0.35 + 0.78 * lit + 0.12 * (grains(u * 11, v * 11) - 0.5));
      expose(colour, 1, 0.22 * gloss(light, x, y, z, 22) * (1 - inScar));
    },
  };
}
