// A twill of light warp and dark weft that fills the picture: turned, its edges cannot go on seamlessly.

import type { Random } from "../../../core/random.ts";
import { expose, rgbOfHsv, setColour } from "../colour.ts";
import { valueNoise } from "../noise.ts";
import { diffuse, type ObjectModel, type Part, type Scene } from "../part.ts";
import { smoothStep } from "../shapes.ts";

export const weave: ObjectModel = {
  name: "weave",
  rotationInvariant: false,
  create,
};

function create(source: Random, { light }: Scene): Part {
  const period = source.uniform(0.17, 0.2);
  const warp = rgbOfHsv(source.uniform(0.09, 0.13), source.uniform(0.12, 0.26), source.uniform(0.76, 0.88));
  const weft = rgbOfHsv(source.uniform(0.58, 0.63), source.uniform(0.35, 0.5), source.uniform(0.36, 0.44));
  const startU = source.uniform(0, 4);
  const startV = source.uniform(0, 4);
  const wobble = valueNoise(source);
  const fibre = valueNoise(source);
  return {
    backdrop: [0.97, 0.97, 0.95],
    shadow: 0,
    distance: () => -1,
    shade: (u, v, colour) => {
      const column = u / period + startU + 0.22 * (wobble(u * 3, v * 5) - 0.5);
      const row = v / period + startV + 0.22 * (wobble(u * 5 + 50, v * 3) - 0.5);
      const phase = modulo(Math.floor(column) + Math.floor(row), 4);
      const warpOnTop = phase < 2;
      const across = modulo(warpOnTop ? column : row, 1) - 0.5;
      const along = (warpOnTop ? phase + modulo(row, 1) : phase - 2 + modulo(column, 1)) - 1;
      const bend = 0.75 * along;
      const round = 1.5 * across;
      const lit = warpOnTop ? diffuse(light, round, bend, 1) : diffuse(light, bend, round, 1);
      const hair = warpOnTop ? fibre(column * 7, row * 1.5) : fibre(column * 1.5, row * 7);
      setColour(colour, warpOnTop ? warp : weft, 0.25 + 0.8 * lit + 0.22 * (hair - 0.5));
      const gap = smoothStep(0.36, 0.5, Math.abs(across)) + 0.6 * smoothStep(0.75, 1, Math.abs(along));
      expose(colour, 1 - 0.5 * Math.min(1, gap));
    },
  };
}

function modulo(value: number, period: number): number {
  return value - period * Math.floor(value / period);
}
