// A missing piece: a ragged bite out of the outline (or a hole, in a part that fills the picture) with a fresh rim.

import type { Random } from "../../../core/random.ts";
import { blend, expose, luminance, type Rgb } from "../colour.ts";
import { valueNoise } from "../noise.ts";
import type { Blemish, DefectModel, Part, Scene } from "../part.ts";
import { coverage, length } from "../shapes.ts";
import { outlinePoint, surfaceColour } from "../site.ts";

export const chip: DefectModel = { name: "chip", create };

function create(source: Random, part: Part, { pixel }: Scene): Blemish {
  const centre = outlinePoint(part, source);
  const size = source.uniform(0.15, 0.25);
  const stretch = source.uniform(0.75, 1.3);
  const heading = source.uniform(0, Math.PI);
  const cosine = Math.cos(heading);
  const sine = Math.sin(heading);
  const ragged = valueNoise(source);
  const rim = source.uniform(0.035, 0.055);
  const surface = surfaceColour(part, centre, 0.2);
  const fresh: Rgb = luminance(surface) < 0.55 ? [0.88, 0.84, 0.76] : [0.38, 0.33, 0.29];
  const carve = (u: number, v: number): number => {
    const s = (u - centre.u) * cosine + (v - centre.v) * sine;
    const t = (v - centre.v) * cosine - (u - centre.u) * sine;
    const edge = 0.72 + 0.5 * ragged(u * 9, v * 9) + 0.12 * ragged(u * 24 + 7, v * 24);
    return length(s / stretch, t * stretch) - size * edge;
  };
  return {
    centre,
    radius: size * 1.9 + 0.2,
    carve,
    tint: (u, v, colour) => {
      const share = coverage(carve(u, v) - rim, pixel);
      if (share === 0) return;
      blend(colour, fresh, share * 0.8);
      expose(colour, 1 + 0.3 * share * (ragged(u * 30, v * 30) - 0.5));
    },
  };
}
