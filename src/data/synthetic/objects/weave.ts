// A plain weave that fills the picture: threads over and under, two yarn colours.

import { dim, mix, smoothNoise, varied } from "../drawing.ts";
import type { ObjectModel } from "../part.ts";

export const weave: ObjectModel = {
  name: "weave",
  texture: true,
  make: (random) => {
    const warp = varied([0.34, 0.42, 0.54], 0.06, random);
    const weft = varied([0.66, 0.64, 0.56], 0.06, random);
    const pitch = random.uniform(0.16, 0.19);
    const [offsetX, offsetY] = [random.uniform(0, 1), random.uniform(0, 1)];
    const sway = smoothNoise(random, 1.5);
    const fibre = smoothNoise(random, 24);
    return (x, y) => {
      const [u, v] = [x / pitch + offsetX + 0.12 * sway(x, y), y / pitch + offsetY + 0.12 * sway(y, x)];
      const [column, row] = [Math.floor(u), Math.floor(v)];
      const [acrossWarp, acrossWeft] = [
        Math.cos(Math.PI * (u - column - 0.5)),
        Math.cos(Math.PI * (v - row - 0.5)),
      ];
      const warpOnTop = (column + row) % 2 === 0;
      const [width, along] = warpOnTop ? [acrossWarp, acrossWeft] : [acrossWeft, acrossWarp];
      const light = 0.5 + 0.38 * width * (0.55 + 0.45 * along) + 0.07 * fibre(x, y);
      return {
        colour: mix(dim(warpOnTop ? warp : weft, light + 0.15), [0.05, 0.05, 0.06], 0.25 * (1 - width)),
        coverage: 1,
      };
    };
  },
};
