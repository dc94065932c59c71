// The strongest of both: a surrogate finds the basins early, simplexes go down in several distinct ones late, and what
// they leave of the budget goes to the surrogate again. Large budgets do so in several rounds, each with starts and a
// surrogate of its own.

import { random } from "../core/random.ts";
import { ledgerSearch } from "./ledger.ts";
import { polish } from "./polish.ts";
import type { Search } from "./search.ts";
import { surrogateRound } from "./surrogate.ts";

/** Units of one round at most. */
const LONGEST_ROUND = 600;
/** Share of a round that the surrogate spends. */
const SURROGATE_SHARE = 0.6;
const BASINS = 3;

/** Spends the whole budget; no gradients. */
export const surrogateSimplex: Search = ledgerSearch(async (ledger, { seedParts }) => {
  const rounds = Math.ceil(ledger.left() / LONGEST_ROUND);
  for (let round = 0; round < rounds; round++) {
    const source = random(...seedParts, "surrogate-simplex", round);
    const all = Math.ceil(ledger.left() / (rounds - round));
    const units = Math.ceil(SURROGATE_SHARE * all);
    const floor = ledger.left() - all;
    const propose = await surrogateRound(ledger, { units, restart: round, source });
    await polish(ledger, { basins: BASINS, units: ledger.left() - floor, restart: round });
    await propose(ledger.left() - floor);
  }
});
