// For detectors that have no gradient, and the value-only twin of `quasi-newton`: even starts, then simplexes in the
// best distinct basins; from new starts where that leaves some of the budget.

import { random } from "../core/random.ts";
import { ledgerSearch } from "./ledger.ts";
import { polish } from "./polish.ts";
import type { Strategy } from "./search.ts";
import { evenStarts } from "./starts.ts";

const START_SHARE = 0.3;
const BASINS = 4;

/** Spends the whole budget. */
export const simplex: Strategy = {
  needs: "values",
  nests: true,
  search: ledgerSearch(async (ledger, { seedParts }) => {
    const source = random(...seedParts, "simplex");
    while (ledger.left() > 0) {
      const starts = Math.ceil(START_SHARE * ledger.left());
      await ledger.visit(evenStarts(starts, ledger.axes, source));
      await polish(ledger, { basins: BASINS, units: ledger.left() });
    }
  }),
};
