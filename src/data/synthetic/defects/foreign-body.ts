// A foreign body on the part: an angular crumb or a curled fibre, shaded on its own and casting a shadow.

import type { Random } from "../../../core/random.ts";
import { blend, colourDistance, expose, type Rgb, setColour } from "../colour.ts";
import { type Blemish, type DefectModel, diffuse, type Light, type Part, type Scene } from "../part.ts";
import { coverage, length, type Point, segment, smoothStep } from "../shapes.ts";
import { boundsOf, interiorPoint, surfaceColour } from "../site.ts";

const COLOURS: readonly Rgb[] = [
  [0.93, 0.93, 0.9],
  [0.1, 0.1, 0.11],
  [0.12, 0.26, 0.68],
  [0.78, 0.12, 0.12],
  [0.12, 0.52, 0.24],
];
const DISTINCT = 0.55;
const SHADOW: Rgb = [0.05, 0.05, 0.05];

/** The outline of a body as a signed distance, and a circle that holds it. */
interface Body {
  readonly centre: Point;
  readonly radius: number;
  distance(u: number, v: number): number;
}

export const foreignBody: DefectModel = { name: "foreign-body", create };

function create(source: Random, part: Part, scene: Scene): Blemish {
  const site = interiorPoint(part, source, 0.1);
  const surface = surfaceColour(part, site, 0.2);
  const distinct = COLOURS.filter((colour) => colourDistance(colour, surface) > DISTINCT);
  const paint = distinct[source.integer(distinct.length)] ?? SHADOW;
  const body = source.next() < 0.6 ? crumb(source, site) : fibre(source, part, site);
  return laid(body, paint, scene);
}

/** The body painted over the part with its shadow, rounded over its outer 0.06 units. */
function laid({ centre, radius, distance }: Body, paint: Rgb, { light, pixel }: Scene): Blemish {
  const own: Rgb = [0, 0, 0];
  return {
    centre,
    radius: radius + 0.12,
    tint: (u, v, colour) => {
      const here = distance(u, v);
      const shadow = smoothStep(0.03, -0.03, distance(u + light.x * 0.05, v + light.y * 0.05));
      blend(colour, SHADOW, 0.5 * shadow);
      const share = coverage(here, pixel);
      if (share === 0) return;
      setColour(own, paint);
      expose(own, rounded(distance, light, u, v, here), 0.03);
      blend(colour, own, share);
    },
  };
}

function rounded(distance: Body["distance"], light: Light, u: number, v: number, here: number): number {
  const steep = smoothStep(-0.06, 0, here) * 25;
  const slopeU = (distance(u + 0.02, v) - distance(u - 0.02, v)) * steep;
  const slopeV = (distance(u, v + 0.02) - distance(u, v - 0.02)) * steep;
  return 0.45 + 0.65 * diffuse(light, slopeU, slopeV, 1);
}

function crumb(source: Random, centre: Point): Body {
  const corners = 5 + source.integer(4);
  const size = source.uniform(0.11, 0.18);
  const turn = source.uniform(0, 2 * Math.PI);
  const sides = Array.from({ length: corners }, (_, index) => {
    const heading = turn + ((index + source.uniform(-0.3, 0.3)) * 2 * Math.PI) / corners;
    return { u: Math.cos(heading), v: Math.sin(heading), reach: size * source.uniform(0.75, 1.1) };
  });
  return {
    centre,
    radius: size * 1.6,
    distance: (u, v) => {
      let farthest = -9;
      for (const side of sides) {
        farthest = Math.max(farthest, (u - centre.u) * side.u + (v - centre.v) * side.v - side.reach);
      }
      return Math.max(farthest, length(u - centre.u, v - centre.v) - size * 1.5);
    },
  };
}

function fibre(source: Random, part: Part, start: Point): Body {
  const points: Point[] = [start];
  let last = start;
  let course = source.uniform(0, 2 * Math.PI);
  let curl = source.uniform(-0.35, 0.35);
  for (let step = 0; step < 12; step++) {
    const next = { u: last.u + 0.06 * Math.cos(course), v: last.v + 0.06 * Math.sin(course) };
    if (part.distance(next.u, next.v) > -0.04) course += 0.9;
    else {
      points.push(next);
      last = next;
    }
    curl = curl * 0.8 + source.uniform(-0.18, 0.18);
    course += curl;
  }
  const halfWidth = source.uniform(0.028, 0.036);
  return {
    ...boundsOf(points, 0.04),
    distance: (u, v) => {
      let nearest = 9;
      for (let index = 1; index < points.length; index++) {
        const from = points[index - 1] as Point;
        const to = points[index] as Point;
        nearest = Math.min(nearest, segment(u, v, from.u, from.v, to.u, to.v));
      }
      return nearest - halfWidth;
    },
  };
}
