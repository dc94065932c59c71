// The reference optimum: as near to the true worst case as can be had, whatever it costs. A dense grid with the faces
// of the box, then simplexes in its best basins. Strategies are measured by what they leave above it.

import type { Objective } from "../core/objective.ts";
import type { ShiftPoint } from "../core/shift.ts";
import { distinctBest } from "./basins.ts";
import { searchable } from "./box.ts";
import { type Axis, axesOf, edgesAlong, type Position, positionOf } from "./cube.ts";
import { openLedger } from "./ledger.ts";
import { nelderMead } from "./nelder-mead.ts";
import { drive } from "./proposer.ts";
import type { SearchResult, SearchSettings } from "./search.ts";

/** Grid values around a circle, on a short axis (its ends and its middle), and per unit of length on a longer one. */
const AROUND = 9;
const SHORT = 3;
const PER_LENGTH = 12;

/** Basins that are polished, and the most evaluations that one may take. */
const BASINS = 4;
const POLISH = 60;
const APART = 0.3;
/** First edges are shifts' own through this: less than the grid's meshes. */
const FINER = 2.5;

/**
 * The best of a dense grid, of `starts` (what other searches found) and of simplexes from the best distinct of both.
 * `settings.budget` is ignored.
 */
export async function referenceOptimum(
  objective: Objective,
  settings: SearchSettings,
  starts: readonly ShiftPoint[],
): Promise<SearchResult> {
  const axes = axesOf(searchable(settings.box), settings.circle);
  const grid = gridPositions(axes);
  const units = 1 + grid.length + starts.length + BASINS * POLISH;
  const ledger = openLedger(objective, { ...settings, budget: Math.ceil(units / 2) });
  await ledger.visit([...grid, ...starts.map((point) => positionOf(point, axes))]);
  const basins = distinctBest(ledger.visits, BASINS, axes, APART);
  const edges = edgesAlong(axes, ({ search }) => search.edge / FINER);
  for (const start of basins) {
    const simplex = nelderMead({ axes, start, edges, tolerance: 0.02 });
    await drive(ledger, simplex, { units: POLISH });
  }
  return ledger.result();
}

function gridPositions(axes: readonly Axis[]): Position[] {
  let positions: Position[] = [[]];
  for (const axis of axes) {
    const count = gridCount(axis);
    const values = Array.from({ length: count }, (_, index) => index / (axis.wraps ? count : count - 1));
    positions = positions.flatMap((position) => values.map((value) => [...position, value]));
  }
  return positions;
}

function gridCount({ wraps, length }: Axis): number {
  if (wraps) return AROUND;
  return length > 1 ? 1 + Math.ceil(PER_LENGTH * length) : SHORT;
}
