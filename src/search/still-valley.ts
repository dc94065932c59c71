// The valley at θ = 0, narrower than any step of a search: a picture that is turned by a third of a degree has lost the
// sharpness that an unturned one still has, so what colour does to it shows at θ = 0 alone.

import { distinctBest } from "./basins.ts";
import { stepsAlong } from "./cube.ts";
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
/** First edges in degrees, radians and units. */
const EDGES = { theta: 0.3, hue: 0.3, saturation: 0.1 } as const;

/** Moves the best places to θ = 0, then goes down from the best of these; nothing where θ is not searched around 0. */
export async function stillValley(
  ledger: Ledger,
  { units, restart = 0, draft = false }: ValleyOptions,
): Promise<void> {
  const { axes } = ledger;
  const theta = axes.findIndex(({ shift, low, high }) => shift === "theta" && low < 0 && high > 0);
  const axis = axes[theta];
  if (axis === undefined) return;
  const still = -axis.low / (axis.high - axis.low);
  const floor = Math.max(0, ledger.left() - units);
  const moved = ledger.visits.map((visit) => ({ ...visit, position: visit.position.with(theta, still) }));
  const places = distinctBest(moved, Math.min(MOVED, ledger.left() - floor), axes, APART);
  const visits = await ledger.visit(
    places.map(({ position }) => position),
    { restart, draft },
  );
  const [start] = distinctBest(visits, 1, axes, 0);
  if (start === undefined) return;
  const edges = stepsAlong(axes, EDGES);
  await descend(ledger, { start, edges, units: ledger.left() - floor, restart, draft });
}
