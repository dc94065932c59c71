// A closed irregular outline: what chips, stains and foreign bodies share.

import type { Random } from "../../../core/random.ts";

/** Signed distance (negative inside) of a wobbly ellipse about the origin, mean radius within [smallest, largest]. */
export function blob(
  random: Random,
  smallest: number,
  largest: number,
  wobble: number,
): (x: number, y: number) => number {
  const radius = random.uniform(smallest, largest);
  const stretch = random.uniform(0.75, 1.3);
  const turn = random.uniform(0, Math.PI);
  const waves = [2, 3, 5].map((count) => ({
    count,
    phase: random.uniform(0, 2 * Math.PI),
    size: (wobble * random.uniform(0.4, 1)) / Math.sqrt(count),
  }));
  return (x, y) => {
    const u = (x * Math.cos(turn) + y * Math.sin(turn)) * stretch;
    const v = (y * Math.cos(turn) - x * Math.sin(turn)) / stretch;
    const angle = Math.atan2(v, u);
    const edge = waves.reduce(
      (sum, { count, phase, size }) => sum + size * Math.sin(count * angle + phase),
      1,
    );
    return Math.hypot(u, v) - radius * edge;
  };
}
