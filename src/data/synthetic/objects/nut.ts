// A hexagonal nut of zinc or brass: turned face, chamfers outside and at the bore, thread, a stamped mark on top.

import type { Random } from "../../../core/random.ts";
import { blend, expose, type Rgb, rgbOfHsv, setColour } from "../colour.ts";
import { valueNoise } from "../noise.ts";
import { diffuse, gloss, type ObjectModel, type Part, type Scene } from "../part.ts";
import { box, coverage, hexagon, length, smoothStep } from "../shapes.ts";

const THREAD: Rgb = [0.1, 0.1, 0.11];

export const nut: ObjectModel = { name: "nut", rotationInvariant: true, create };

function create(source: Random, { light, pixel }: Scene): Part {
  const apothem = source.uniform(0.58, 0.64);
  const bore = source.uniform(0.25, 0.31);
  const face = source.uniform(0.57, 0.61);
  const metal = rgbOfHsv(source.uniform(0.09, 0.15), source.uniform(0.05, 0.3), source.uniform(0.66, 0.8));
  const marks = valueNoise(source);
  const tarnish = valueNoise(source);
  const pitch = source.uniform(30, 44);
  return {
    backdrop: rgbOfHsv(source.uniform(0.55, 0.65), source.uniform(0.1, 0.25), source.uniform(0.2, 0.3)),
    shadow: 0.5,
    distance: (u, v) => Math.max(hexagon(u, v, apothem - 0.05) - 0.05, bore - length(u, v)),
    shade: (u, v, colour) => {
      const radius = length(u, v) + 1e-9;
      const outer = smoothStep(face - 0.015, face + 0.02, radius) * 0.9;
      const inner = smoothStep(bore + 0.11, bore + 0.08, radius) * -1.1;
      const slope = (outer + inner) / radius;
      const turned = marks(radius * pitch, Math.atan2(v, u) * 1.5) - 0.5;
      const light0 = diffuse(light, u * slope, v * slope, 1);
      const shine = gloss(light, u * slope + turned * 0.12, v * slope, 1, 18);
      setColour(colour, metal, 0.25 + 0.75 * light0 + 0.16 * turned + 0.1 * (tarnish(u * 3, v * 3) - 0.5));
      expose(colour, 1, 0.25 * shine);
      const thread = 0.5 + 0.5 * Math.cos((radius - bore) * 130);
      blend(colour, THREAD, smoothStep(bore + 0.06, bore + 0.03, radius) * (0.35 + 0.55 * thread));
      const stamp = Math.min(box(u, v + 0.47, 0.07, 0.02), length(Math.abs(u) - 0.14, v + 0.45) - 0.026);
      blend(colour, THREAD, 0.6 * coverage(stamp, pixel));
    },
  };
}
