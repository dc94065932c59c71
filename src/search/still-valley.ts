// The valley at 0 of a shift whose facts tell of one, narrower than any step of a search: a picture that is turned by a
// third of a degree has lost the sharpness that an unturned one still has, so what colour does to it shows at θ = 0
// alone.

import type { ShiftFacts } from "../core/shift.ts";
import { distinctBest } from "./basins.ts";
import { edgesAlong } from "./cube.ts";
import { descend } from "./descent.ts";
import type { Ledger } from "./ledger.ts";

export interface ValleyOptions {
  /** Units for all of it. */
  readonly units: number;
  readonly restart?: number;
  /** True where approximate values will do. */
  readonly draft?: boolean;
}

/** Best places that are moved into the valley, and how far apart they are there. */
const MOVED = 5;
const APART = 0.08;
/** First edges: across the valley a share of its nearness, along it one of the shift's own edge in round numbers. */
const ACROSS = 0.3;
const ALONG = 0.8;

/** Moves the best places into the valley, then goes down from the best of these; nothing where no shift has one. */
export async function stillValley(
  ledger: Ledger,
  { units, restart = 0, draft = false }: ValleyOptions,
): Promise<void> {
  const { axes } = ledger;
  const across = axes.findIndex(
    ({ facts, low, high }) => facts.search.favoured?.sharp?.includes(0) === true && low < 0 && high > 0,
  );
  const axis = axes[across];
  if (axis === undefined) return;
  const still = -axis.low / (axis.high - axis.low);
  const floor = Math.max(0, ledger.left() - units);
  const isThere = ledger.visits.filter(({ known, position }) => known === true && position[across] === still);
  const moved = ledger.visits
    .filter((visit) => !isThere.includes(visit))
    .map((visit) => ({ ...visit, position: visit.position.with(across, still) }));
  const places = distinctBest(moved, Math.min(MOVED, ledger.left() - floor), axes, APART);
  const visits = await ledger.visit(
    places.map(({ position }) => position),
    { restart, draft },
  );
  const [start] = distinctBest([...visits, ...isThere], 1, axes, 0);
  if (start === undefined) return;
  const edges = edgesAlong(axes, (facts) => (facts === axis.facts ? edgeAcross(facts) : edgeAlong(facts)));
  await descend(ledger, { start, edges, units: ledger.left() - floor, restart, draft });
}

function edgeAcross({ search }: ShiftFacts): number {
  return ACROSS * (search.favoured?.near ?? search.edge);
}

function edgeAlong({ search }: ShiftFacts): number {
  return Number((ALONG * search.edge).toPrecision(1));
}
