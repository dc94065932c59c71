// Where a defect may sit: points well inside a part, points of its outline, and the colour around them.

import type { Random } from "../../core/random.ts";
import { luminance, type Rgb } from "./colour.ts";
import type { Part } from "./part.ts";
import { length, type Point } from "./shapes.ts";

const REACH = 0.72;
const ATTEMPTS = 200;

/** A random point at least `depth` inside the part (the deepest one tried, where none is that deep). */
export function interiorPoint(part: Part, source: Random, depth: number): Point {
  let deepest: Point = { u: 0, v: 0 };
  let deepestDistance = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const point = { u: source.uniform(-REACH, REACH), v: source.uniform(-REACH, REACH) };
    const distance = part.distance(point.u, point.v);
    if (distance <= -depth) return point;
    if (distance < deepestDistance) {
      deepest = point;
      deepestDistance = distance;
    }
  }
  return deepest;
}

/** A random point of the part's outline; of a part that fills the picture, a point inside. */
export function outlinePoint(part: Part, source: Random): Point {
  const start = interiorPoint(part, source, 0.04);
  const heading = source.uniform(0, 2 * Math.PI);
  const u = Math.cos(heading);
  const v = Math.sin(heading);
  for (let step = 0; step < 1.2; step += 0.01) {
    if (part.distance(start.u + u * step, start.v + v * step) >= 0) {
      return { u: start.u + u * step, v: start.v + v * step };
    }
  }
  return start;
}

/** The mean surface colour of the part within `radius` of a point. */
export function surfaceColour(part: Part, { u, v }: Point, radius: number): Rgb {
  const sum: Rgb = [0, 0, 0];
  const one: Rgb = [0, 0, 0];
  let count = 0;
  for (let row = -2; row <= 2; row++) {
    for (let column = -2; column <= 2; column++) {
      const atU = u + (column * radius) / 2;
      const atV = v + (row * radius) / 2;
      if (part.distance(atU, atV) > 0 && (row !== 0 || column !== 0)) continue;
      part.shade(atU, atV, one);
      for (const channel of [0, 1, 2] as const) sum[channel] += one[channel];
      count++;
    }
  }
  return [sum[0] / count, sum[1] / count, sum[2] / count];
}

/** The mean brightness of the part within `radius` of a point. */
export function surfaceLuminance(part: Part, point: Point, radius: number): number {
  return luminance(surfaceColour(part, point, radius));
}

/** The smallest circle around the points' middle that holds them all with `margin` to spare. */
export function boundsOf(points: readonly Point[], margin: number): { centre: Point; radius: number } {
  const centre = {
    u: points.reduce((sum, { u }) => sum + u, 0) / points.length,
    v: points.reduce((sum, { v }) => sum + v, 0) / points.length,
  };
  const radius = Math.max(...points.map(({ u, v }) => length(u - centre.u, v - centre.v)));
  return { centre, radius: radius + margin };
}
