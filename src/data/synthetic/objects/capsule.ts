// A two-piece gelatine capsule standing upright: coloured cap over a pale body, a joint, an imprint, a long highlight.

import type { Random } from "../../../core/random.ts";
import { blend, expose, type Rgb, rgbOfHsv, setColour } from "../colour.ts";
import { valueNoise } from "../noise.ts";
import { diffuse, gloss, type ObjectModel, type Part, type Scene } from "../part.ts";
import { box, coverage, length, segment, smoothStep } from "../shapes.ts";

const INK: Rgb = [0.16, 0.14, 0.16];

export const capsule: ObjectModel = {
  name: "capsule",
  rotationInvariant: true,
  create,
};

function create(source: Random, { light, pixel }: Scene): Part {
  const radius = source.uniform(0.31, 0.36);
  const reach = source.uniform(0.78, 0.84) - radius;
  const joint = source.uniform(-0.12, 0.0);
  const cap = rgbOfHsv(source.uniform(0.015, 0.05), source.uniform(0.7, 0.82), source.uniform(0.72, 0.84));
  const body = rgbOfHsv(source.uniform(0.1, 0.14), source.uniform(0.12, 0.26), source.uniform(0.88, 0.96));
  const powder = valueNoise(source);
  const imprint = source.uniform(0.26, 0.32);
  return {
    backdrop: rgbOfHsv(source.uniform(0.5, 0.65), source.uniform(0.04, 0.12), source.uniform(0.56, 0.66)),
    shadow: 0.4,
    distance: (u, v) => {
      const overlap = 0.018 * smoothStep(joint + 0.01, joint - 0.01, v);
      return segment(u, v, 0, -reach, 0, reach) - radius - overlap + 0.018;
    },
    shade: (u, v, colour) => {
      const x = u / radius;
      const end = v - Math.min(Math.max(v, -reach), reach);
      const y = end / radius;
      const z = Math.sqrt(Math.max(0.05, 1 - x * x - y * y));
      setColour(colour, body);
      blend(colour, cap, coverage(v - joint, pixel));
      expose(colour, 1 + 0.1 * (powder(u * 7, v * 7) - 0.5));
      blend(colour, INK, 0.75 * coverage(print(u, v - imprint), pixel));
      expose(colour, 0.4 + 0.68 * diffuse(light, x, y, z));
      expose(colour, 1 - 0.45 * smoothStep(0.05, 0, Math.abs(v - joint - 0.02)));
      expose(colour, 1, 0.45 * gloss(light, x, y * 1.5, z, 40) + 0.1 * gloss(light, x, y, z, 8));
    },
  };
}

/** Signed distance of the imprint: two bars and a ring. */
function print(u: number, v: number): number {
  const ring = Math.abs(length(u - 0.08, v) - 0.055) - 0.018;
  return Math.min(ring, box(u + 0.04, v, 0.018, 0.075), box(u + 0.12, v, 0.018, 0.075));
}
