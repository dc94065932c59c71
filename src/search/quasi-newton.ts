// Even starts rated by values, then a quasi-Newton climb of the loss by exact gradients from each of the best distinct
// basins, until the budget is spent.

import { random } from "../core/random.ts";
import { distinctBest } from "./basins.ts";
import { bfgs } from "./bfgs.ts";
import { ledgerSearch } from "./ledger.ts";
import { drive } from "./proposer.ts";
import type { Strategy } from "./search.ts";
import { evenStarts } from "./starts.ts";

const START_SHARE = 0.3;
const BASINS = 8;
const APART = 0.25;
const FIRST_STEP = 0.04;
const TOLERANCE = 5e-4;

/** Three tenths of the budget are values, the rest gradient steps; ends early where every climb has converged. */
export const quasiNewton: Strategy = {
  needs: "gradients",
  nests: true,
  search: ledgerSearch(async (ledger, { seedParts }) => {
    const source = random(...seedParts, "quasi-newton");
    const { axes } = ledger;
    const starts = Math.ceil(START_SHARE * ledger.left());
    await ledger.visit(evenStarts(starts, axes, source));
    const basins = distinctBest(ledger.visits, BASINS, axes, APART);
    for (const [index, { position }] of basins.entries()) {
      const units = Math.max(ledger.left() / 3, ledger.left() / (basins.length - index));
      const climb = bfgs({ axes, start: position, firstStep: FIRST_STEP, tolerance: TOLERANCE });
      await drive(ledger, climb, { units, gradient: true });
    }
  }),
};
