// A brass gear: teeth, four round windows, keyed bore.

import { dim, inside, mix, smoothNoise, smoothStep, varied } from "../drawing.ts";
import type { ObjectModel } from "../part.ts";

export const gear: ObjectModel = {
  name: "gear",
  texture: false,
  make: (random) => {
    const metal = varied([0.72, 0.58, 0.28], 0.06, random);
    const radius = random.uniform(0.58, 0.66);
    const bore = random.uniform(0.11, 0.14);
    const windows = random.uniform(0.09, 0.11);
    const grain = smoothNoise(random, 12);
    const turned = random.uniform(60, 90);
    return (x, y, pixel) => {
      const [distance, angle] = [Math.hypot(x, y), Math.atan2(y, x)];
      const tooth = smoothStep(-0.35, 0.35, Math.sin(angle * 14));
      const outline = distance - radius + 0.075 * (1 - tooth);
      const keyway = Math.max(Math.abs(x) - 0.035, Math.abs(y + bore) - 0.05);
      const quarter = Math.PI / 2;
      const windowAngle = Math.round((angle - quarter / 2) / quarter) * quarter + quarter / 2;
      const window = windows - Math.hypot(x - 0.31 * Math.cos(windowAngle), y - 0.31 * Math.sin(windowAngle));
      const cut = Math.max(bore - distance, -keyway, window);
      const rim = smoothStep(radius - 0.17, radius - 0.13, distance);
      const light =
        0.95 +
        0.04 * Math.sin(distance * turned) +
        0.06 * grain(x, y) +
        0.1 * Math.cos(angle + 2.3) * (0.4 + rim);
      let colour = dim(metal, light);
      colour = mix(colour, dim(metal, 0.72), smoothStep(0.03, 0.005, Math.abs(distance - radius + 0.15)));
      colour = mix(colour, dim(metal, 0.6), smoothStep(0.035, 0.01, -cut) * 0.7);
      return { colour, coverage: inside(Math.max(outline, cut), pixel) };
    };
  },
};
