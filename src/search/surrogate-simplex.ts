// The strongest of both: a surrogate finds the basins early, simplexes go down in several distinct ones late, and what
// they leave of the budget goes to the surrogate again. Large budgets do so in several rounds, each with starts and a
// surrogate of its own.

import { ledgerSearch } from "./ledger.ts";
import { polish } from "./polish.ts";
import { inRounds } from "./rounds.ts";
import type { Strategy } from "./search.ts";
import { surrogateRound } from "./surrogate.ts";

/** Units of one round at most. */
const LONGEST_ROUND = 600;
/** Share of a round that the surrogate spends. */
const SURROGATE_SHARE = 0.6;
const BASINS = 3;

/** Spends the whole budget. */
export const surrogateSimplex: Strategy = {
  needs: "values",
  nests: true,
  search: ledgerSearch(async (ledger, { seedParts }) => {
    const rounds = { longest: LONGEST_ROUND, seedParts: [...seedParts, "surrogate-simplex"] };
    await inRounds(ledger, rounds, async ({ number: restart, units: all, floor, source }) => {
      const units = Math.ceil(SURROGATE_SHARE * all);
      const propose = await surrogateRound(ledger, { units, restart, source });
      await polish(ledger, { basins: BASINS, units: ledger.left() - floor, restart });
      await propose(ledger.left() - floor);
    });
  }),
};
