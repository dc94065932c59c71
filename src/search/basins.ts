// The best distinct places that a search has seen: one for each basin, as far as points alone can tell.

import { type Axis, distance } from "./cube.ts";
import type { Visit } from "./ledger.ts";

/** Up to `count` visits, the best first, each further than `radius` from all better ones (see `distance`). */
export function distinctBest(
  visits: readonly Visit[],
  count: number,
  axes: readonly Axis[],
  radius: number,
): Visit[] {
  const chosen: Visit[] = [];
  const ranked = visits
    .filter(({ value }) => Number.isFinite(value))
    .sort((left, right) => left.value - right.value);
  for (const visit of ranked) {
    if (chosen.length === count) break;
    if (chosen.every(({ position }) => distance(visit.position, position, axes) > radius)) chosen.push(visit);
  }
  return chosen;
}
