// Scratches: two to four nearly parallel, slightly bent strokes, bright on dark parts and dark on bright ones.

import type { Random } from "../../../core/random.ts";
import { blend, type Rgb } from "../colour.ts";
import { valueNoise } from "../noise.ts";
import type { Blemish, DefectModel, Part, Scene } from "../part.ts";
import { coverage, segment } from "../shapes.ts";
import { boundsOf, interiorPoint, surfaceLuminance } from "../site.ts";

const BRIGHT: Rgb = [0.97, 0.97, 0.95];
const DARK: Rgb = [0.2, 0.18, 0.17];

export const scratch: DefectModel = { name: "scratch", create };

function create(source: Random, part: Part, { pixel }: Scene): Blemish {
  const centre = interiorPoint(part, source, 0.08);
  const heading = source.uniform(0, Math.PI);
  const along = { u: Math.cos(heading), v: Math.sin(heading) };
  const bend = source.uniform(-0.25, 0.25);
  const strokes = Array.from({ length: 2 + source.integer(3) }, (_, index) => ({
    offset: (index - 1) * source.uniform(0.06, 0.09) + source.uniform(-0.02, 0.02),
    from: -source.uniform(0.22, 0.42),
    to: source.uniform(0.22, 0.42),
    slant: source.uniform(-0.06, 0.06),
    halfWidth: source.uniform(0.014, 0.021),
  }));
  const ink = surfaceLuminance(part, centre, 0.25) < 0.58 ? BRIGHT : DARK;
  const pressure = valueNoise(source);
  const ends = [-0.45, 0.45].map((t) => ({ u: centre.u + t * along.u, v: centre.v + t * along.v }));
  return {
    ...boundsOf(ends, 0.3),
    tint: (u, v, colour) => {
      const t = (u - centre.u) * along.u + (v - centre.v) * along.v;
      const s = (v - centre.v) * along.u - (u - centre.u) * along.v - bend * t * t;
      let share = 0;
      for (const { offset, from, to, slant, halfWidth } of strokes) {
        const distance = segment(t, s - offset - slant * t, from, 0, to, 0) - halfWidth;
        share = Math.max(share, coverage(distance, pixel));
      }
      if (share > 0) blend(colour, ink, share * (0.65 + 0.35 * pressure(t * 9, s * 30)));
    },
  };
}
