// The end of a search by values: simplexes go down in the best distinct basins, then, where values are exact, once more,
// with shorter edges, from the best place of all.

import { distinctBest } from "./basins.ts";
import { edgesAlong } from "./cube.ts";
import { descend } from "./descent.ts";
import type { Ledger } from "./ledger.ts";

export interface PolishOptions {
  readonly basins: number;
  /** Units for all of it. */
  readonly units: number;
  readonly restart?: number;
  /** True where approximate values lead the way; otherwise it begins at exact ones alone. */
  readonly draft?: boolean;
}

/** Distance (see cube.ts) from which on two places count as two basins. */
const APART = 0.25;
/** Share of the units that the first round's basins divide among them. */
const FIRST_ROUND = 0.75;

/** Spends at most `units`, less where every simplex has become small. */
export async function polish(
  ledger: Ledger,
  { basins, units, restart = 0, draft = false }: PolishOptions,
): Promise<void> {
  const { axes } = ledger;
  const floor = Math.max(0, ledger.left() - units);
  for (const finer of draft ? [1] : [1, 2]) {
    const edges = edgesAlong(axes).map((edge) => edge / finer);
    const known = draft ? ledger.visits : ledger.visits.filter((visit) => visit.draft !== true);
    const starts = distinctBest(known, finer === 1 ? basins : 1, axes, APART);
    const share = finer === 1 ? ((draft ? 1 : FIRST_ROUND) * units) / starts.length : units;
    for (const start of starts) {
      const most = Math.min(Math.ceil(share), ledger.left() - floor);
      await descend(ledger, { start, edges, units: most, restart, draft });
    }
  }
}
