// The reference optimum: as near to the true worst case as can be had, whatever it costs. A dense grid with the faces
// of the box, then simplexes in its best basins. Strategies are measured by what they leave above it.

import type { Objective } from "../core/objective.ts";
import type { ShiftPoint } from "../core/shift.ts";
import { distinctBest } from "./basins.ts";
import { type Axis, axesOf, type Position, positionOf, stepsAlong } from "./cube.ts";
import { openLedger } from "./ledger.ts";
import { nelderMead } from "./nelder-mead.ts";
import { drive } from "./proposer.ts";
import type { SearchResult, SearchSettings } from "./search.ts";

/** Grid values per shift, both ends of its range included where it does not go round a circle. */
const GRID = { theta: 37, hue: 9, saturation: 3 } as const;

/** Basins that are polished, and the most evaluations that one may take. */
const BASINS = 4;
const POLISH = 60;
const APART = 0.3;
/** First edges in degrees, radians and units: less than the grid's meshes. */
const EDGES = { theta: 2.5, hue: 0.3, saturation: 0.15 } as const;

/**
 * The best of a dense grid, of `starts` (what other searches found) and of simplexes from the best distinct of both.
 * `settings.budget` is ignored.
 */
export async function referenceOptimum(
  objective: Objective,
  settings: SearchSettings,
  starts: readonly ShiftPoint[],
): Promise<SearchResult> {
  const axes = axesOf(settings.over, settings.ranges, settings.circle);
  const grid = gridPositions(axes);
  const units = 1 + grid.length + starts.length + BASINS * POLISH;
  const ledger = openLedger(objective, { ...settings, budget: Math.ceil(units / 2) });
  await ledger.visit([...grid, ...starts.map((point) => positionOf(point, axes))]);
  const basins = distinctBest(ledger.visits, BASINS, axes, APART);
  const edges = stepsAlong(axes, EDGES);
  for (const start of basins) {
    const simplex = nelderMead({ axes, start, edges, tolerance: 0.02 });
    await drive(ledger, simplex, { units: POLISH });
  }
  return ledger.result();
}

function gridPositions(axes: readonly Axis[]): Position[] {
  let positions: Position[] = [[]];
  for (const { shift, wraps } of axes) {
    const count = GRID[shift];
    const values = Array.from({ length: count }, (_, index) => index / (wraps ? count : count - 1));
    positions = positions.flatMap((position) => values.map((value) => [...position, value]));
  }
  return positions;
}
