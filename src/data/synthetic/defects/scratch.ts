// A scratch: one to three bright, straight, nearly parallel lines.

import { mix, segmentDistance, smoothStep } from "../drawing.ts";
import type { DefectModel } from "../part.ts";

export const scratch: DefectModel = {
  name: "scratch",
  place: "surface",
  make: (random) => {
    const direction = random.uniform(0, Math.PI);
    const lines = Array.from({ length: 1 + random.integer(3) }, (_, index) => {
      const angle = direction + random.uniform(-0.12, 0.12);
      const half = random.uniform(0.16, 0.3);
      const aside = (index - 0.5) * random.uniform(0.06, 0.1);
      const [cx, cy] = [-aside * Math.sin(direction), aside * Math.cos(direction)];
      const [dx, dy] = [half * Math.cos(angle), half * Math.sin(angle)];
      return { ax: cx - dx, ay: cy - dy, bx: cx + dx, by: cy + dy, width: random.uniform(0.02, 0.034) };
    });
    return (x, y, pixel) => {
      let share = 0;
      for (const { ax, ay, bx, by, width } of lines) {
        const distance = segmentDistance(x, y, ax, ay, bx, by);
        share = Math.max(share, 0.85 * (1 - smoothStep(width / 2, width / 2 + pixel, distance)));
      }
      return { share, colour: (surface) => mix(surface, [0.97, 0.97, 0.95], 0.85) };
    };
  },
};
