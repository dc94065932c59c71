// A bronze gear wheel: straight teeth, a recessed web with five round holes, a hub with a keyway on top.

import type { Random } from "../../../core/random.ts";
import { expose, rgbOfHsv, setColour } from "../colour.ts";
import { valueNoise } from "../noise.ts";
import { diffuse, gloss, type ObjectModel, type Part, type Scene, SHADOW_REACH } from "../part.ts";
import { box, length, smoothStep } from "../shapes.ts";

const TEETH = 16;
const HOLES = 5;

export const gear: ObjectModel = { name: "gear", rotationInvariant: true, create };

function create(source: Random, { light }: Scene): Part {
  const root = source.uniform(0.58, 0.62);
  const height = source.uniform(0.11, 0.14);
  const toothWidth = source.uniform(0.058, 0.07);
  const bore = source.uniform(0.12, 0.15);
  const hole = source.uniform(0.065, 0.085);
  const metal = rgbOfHsv(source.uniform(0.1, 0.13), source.uniform(0.38, 0.55), source.uniform(0.68, 0.82));
  const cast = valueNoise(source);
  const turned = valueNoise(source);
  return {
    backdrop: rgbOfHsv(source.uniform(0.56, 0.66), source.uniform(0.05, 0.14), source.uniform(0.42, 0.52)),
    shadow: 0.5,
    distance: (u, v) => {
      const radius = length(u, v);
      const beyond = radius - root - height - 0.04;
      // Farther out than any shadow reaches: the teeth need not be measured.
      if (beyond > SHADOW_REACH) return beyond;
      const angle = Math.atan2(u, -v);
      const solid = Math.min(radius - root, tooth(radius, angle, root, height, toothWidth));
      const keyway = box(u, v + bore, 0.04, 0.05);
      return Math.max(solid, bore - radius, -keyway, hole - toHole(radius, angle));
    },
    shade: (u, v, colour) => {
      const radius = length(u, v) + 1e-9;
      const rim = smoothStep(0.47, 0.5, radius) - smoothStep(0.5, 0.53, radius);
      const hub = smoothStep(0.24, 0.27, radius) - smoothStep(0.27, 0.3, radius);
      const web = smoothStep(0.26, 0.29, radius) * smoothStep(0.52, 0.48, radius);
      const slope = (1.1 * hub - 1.1 * rim) / radius;
      const grain = cast(u * 14, v * 14) - 0.5;
      const lathe = turned(radius * 38, Math.atan2(v, u) * 1.2) - 0.5;
      const x = u * slope + grain * 0.2 * web;
      const y = v * slope + lathe * 0.16 * (1 - web);
      setColour(colour, metal, 0.2 + 0.82 * diffuse(light, x, y, 1) + 0.12 * grain * web);
      expose(colour, 1 - 0.22 * web + 0.1 * lathe * (1 - web), 0.2 * gloss(light, x, y, 1, 20) * (1 - web));
    },
  };
}

/** Signed distance of the nearest tooth, a box that narrows outwards. */
function tooth(radius: number, angle: number, root: number, height: number, width: number): number {
  const sector = (2 * Math.PI) / TEETH;
  const folded = angle - sector * Math.round(angle / sector);
  const along = radius * Math.cos(folded) - root;
  const across = radius * Math.sin(folded);
  return box(across, along - height / 2, width - 0.2 * along, height / 2 + 0.02) - 0.012;
}

/** Distance to the centre of the nearest hole of the web. */
function toHole(radius: number, angle: number): number {
  const sector = (2 * Math.PI) / HOLES;
  const shifted = angle - sector / 2;
  const folded = shifted - sector * Math.round(shifted / sector);
  return length(radius * Math.cos(folded) - 0.385, radius * Math.sin(folded));
}
