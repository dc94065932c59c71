// A crack: a jagged, branching, dark line that follows the part, its lip lit on the side towards the lamp.

import type { Random } from "../../../core/random.ts";
import { blend, type Rgb } from "../colour.ts";
import type { Blemish, DefectModel, Part, Scene } from "../part.ts";
import { clampUnit, coverage, type Point, segment } from "../shapes.ts";
import { boundsOf, interiorPoint } from "../site.ts";

const VOID: Rgb = [0.04, 0.035, 0.03];
const LIP: Rgb = [1, 0.98, 0.94];

interface Stroke {
  readonly from: Point;
  readonly to: Point;
  readonly halfWidth: number;
}

export const crack: DefectModel = { name: "crack", create };

function create(source: Random, part: Part, { light, pixel }: Scene): Blemish {
  const start = interiorPoint(part, source, 0.05);
  const heading = source.uniform(0, 2 * Math.PI);
  const strokes = walk(source, part, start, heading, 5 + source.integer(4), source.uniform(0.028, 0.036));
  const trunk = strokes[Math.floor(strokes.length / 2)];
  if (trunk !== undefined) {
    const turn = source.uniform(0.7, 1.2) * (source.next() < 0.5 ? -1 : 1);
    strokes.push(...walk(source, part, trunk.from, heading + turn, 2 + source.integer(3), 0.024));
  }
  const distance = (u: number, v: number): number => {
    let nearest = 9;
    for (const { from, to, halfWidth } of strokes) {
      nearest = Math.min(nearest, segment(u, v, from.u, from.v, to.u, to.v) - halfWidth);
    }
    return nearest;
  };
  return {
    ...boundsOf([start, ...strokes.map(({ to }) => to)], 0.1),
    tint: (u, v, colour) => {
      const lip = coverage(distance(u + light.x * 0.035, v + light.y * 0.035), pixel);
      blend(colour, LIP, 0.4 * lip);
      blend(colour, VOID, 0.92 * coverage(distance(u, v), pixel));
    },
  };
}

/** A random walk that turns away from the part's outline and narrows as it goes. */
function walk(
  source: Random,
  part: Part,
  start: Point,
  heading: number,
  count: number,
  halfWidth: number,
): Stroke[] {
  const strokes: Stroke[] = [];
  let from = start;
  let course = heading;
  for (let step = 0; step < count; step++) {
    const length = source.uniform(0.08, 0.15);
    let to = from;
    for (let attempt = 0; attempt < 8; attempt++) {
      course += source.uniform(-0.75, 0.75) * (1 + 0.5 * attempt);
      to = { u: from.u + length * Math.cos(course), v: from.v + length * Math.sin(course) };
      if (part.distance(to.u, to.v) < -0.02 && Math.max(Math.abs(to.u), Math.abs(to.v)) < 0.85) break;
      to = from;
    }
    if (to === from) break;
    strokes.push({ from, to, halfWidth: halfWidth * (1 - 0.55 * clampUnit(step / count)) });
    from = to;
  }
  return strokes;
}
