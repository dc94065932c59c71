// Goes on from what is known: the starts that other pictures' searches propose, then proposals of a surrogate of everything,
// then a simplex with short edges from the best place of all. It begins nowhere by itself.

import { random } from "../core/random.ts";
import { descendFromBest } from "./descent.ts";
import { ledgerSearch } from "./ledger.ts";
import { drive } from "./proposer.ts";
import type { Strategy } from "./search.ts";
import { surrogateProposals } from "./surrogate-proposals.ts";

/** Share of what the starts leave that the surrogate takes before the simplex, which leaves it what it does not need. */
const SURROGATE_SHARE = 0.75;

/** Spends the whole budget. */
export const continued: Strategy = {
  needs: "values",
  nests: true,
  search: ledgerSearch(async (ledger, { seedParts }) => {
    const { axes } = ledger;
    await ledger.visit([]);
    const source = random(...seedParts, "continued");
    const propose = (units: number): Promise<void> =>
      drive(ledger, surrogateProposals({ axes, visits: () => ledger.visits, source }), { units });
    await propose(Math.ceil(SURROGATE_SHARE * ledger.left()));
    await descendFromBest(ledger, { units: ledger.left() });
    await propose(ledger.left());
  }),
};
