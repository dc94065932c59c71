// A crack: a dark, jagged line that thins out, sometimes forked.

import { segmentDistance, smoothStep } from "../drawing.ts";
import type { DefectModel } from "../part.ts";

export const crack: DefectModel = {
  name: "crack",
  place: "surface",
  make: (random) => {
    const direction = random.uniform(0, Math.PI);
    const length = random.uniform(0.34, 0.6);
    const width = random.uniform(0.022, 0.034);
    const count = 6;
    const corners = Array.from({ length: count + 1 }, (_, index) => {
      const along = (index / count - 0.5) * length;
      const aside = index === 0 || index === count ? 0 : random.uniform(-0.055, 0.055);
      return [
        along * Math.cos(direction) - aside * Math.sin(direction),
        along * Math.sin(direction) + aside * Math.cos(direction),
      ] as const;
    });
    const [forkX, forkY] = corners[3] ?? [0, 0];
    const forkAngle = direction + random.uniform(0.6, 1.1);
    const forkLength = random.uniform(0.05, 0.18);
    return (x, y, pixel) => {
      let nearest =
        segmentDistance(
          x,
          y,
          forkX,
          forkY,
          forkX + forkLength * Math.cos(forkAngle),
          forkY + forkLength * Math.sin(forkAngle),
        ) + 0.006;
      for (let index = 0; index < count; index++) {
        const [ax, ay] = corners[index] ?? [0, 0];
        const [bx, by] = corners[index + 1] ?? [0, 0];
        nearest = Math.min(nearest, segmentDistance(x, y, ax, ay, bx, by));
      }
      const share = 0.92 * (1 - smoothStep(width / 2, width / 2 + pixel, nearest));
      return { share, colour: (surface) => [surface[0] * 0.16, surface[1] * 0.14, surface[2] * 0.13] };
    };
  },
};
