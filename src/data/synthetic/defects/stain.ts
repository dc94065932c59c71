// A stain: a blotch with a ragged edge, a darker rim and a few drops beside it, in a colour far from the part's own.

import type { Random } from "../../../core/random.ts";
import { blend, colourDistance, type Rgb } from "../colour.ts";
import { valueNoise } from "../noise.ts";
import type { Blemish, DefectModel, Part } from "../part.ts";
import { length, smoothStep } from "../shapes.ts";
import { interiorPoint, surfaceColour } from "../site.ts";

/** Oil, rust, verdigris, ink, mould, lime: each darker or paler than a part it may lie on. */
const COLOURS: readonly Rgb[] = [
  [0.13, 0.09, 0.06],
  [0.36, 0.14, 0.05],
  [0.1, 0.3, 0.24],
  [0.09, 0.1, 0.24],
  [0.7, 0.78, 0.7],
  [0.93, 0.93, 0.9],
];
const DISTINCT = 0.55;

export const stain: DefectModel = { name: "stain", create };

function create(source: Random, part: Part): Blemish {
  const centre = interiorPoint(part, source, 0.1);
  const size = source.uniform(0.17, 0.27);
  const surface = surfaceColour(part, centre, size);
  const ink = distinctColour(source, surface);
  const ragged = valueNoise(source);
  const heading = source.uniform(0, Math.PI);
  const cosine = Math.cos(heading);
  const sine = Math.sin(heading);
  const strength = source.uniform(0.68, 0.84);
  const drops = Array.from({ length: source.integer(3) }, () => {
    const bearing = source.uniform(0, 2 * Math.PI);
    const away = size * source.uniform(1.25, 1.55);
    return {
      u: centre.u + away * Math.cos(bearing),
      v: centre.v + away * Math.sin(bearing),
      size: size * source.uniform(0.18, 0.28),
    };
  });
  return {
    centre,
    radius: size * 2.1,
    tint: (u, v, colour) => {
      const s = u * cosine - v * sine;
      const t = u * sine + v * cosine;
      const wavy = 0.66 + 0.45 * ragged(s * 7, t * 7) + 0.25 * ragged(u * 13 + 5, v * 13);
      let distance = length(u - centre.u, v - centre.v) - size * wavy;
      for (const drop of drops) {
        distance = Math.min(distance, length(u - drop.u, v - drop.v) - drop.size);
      }
      const inside = smoothStep(0.02, -0.03, distance);
      const rim = smoothStep(0.07, 0.01, Math.abs(distance + 0.03));
      blend(
        colour,
        ink,
        inside * Math.min(0.95, strength + 0.12 * rim + 0.14 * (ragged(u * 11, v * 11) - 0.5)),
      );
    },
  };
}

function distinctColour(source: Random, surface: Rgb): Rgb {
  const distinct = COLOURS.filter((colour) => colourDistance(colour, surface) > DISTINCT);
  return distinct[source.integer(distinct.length)] ?? [0.05, 0.05, 0.05];
}
