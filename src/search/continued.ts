// Goes on from what is known: the starts that other pictures' searches propose, then simplexes with short edges from the
// best two places of all, then proposals of a surrogate of everything. It begins nowhere by itself.

import { random } from "../core/random.ts";
import { distinctBest } from "./basins.ts";
import { edgesAlong } from "./cube.ts";
import { descend } from "./descent.ts";
import { ledgerSearch } from "./ledger.ts";
import { drive } from "./proposer.ts";
import type { Strategy } from "./search.ts";
import { surrogateProposals } from "./surrogate-proposals.ts";

const BASINS = 2;
const APART = 0.25;
/** First edges are shifts' own through this. */
const FINER = 2;
/** Share of what the starts leave that the best basin takes; the next takes as much of the rest. */
const SHARE = 0.6;

/** Spends the whole budget. */
export const continued: Strategy = {
  needs: "values",
  nests: true,
  search: ledgerSearch(async (ledger, { seedParts }) => {
    const { axes } = ledger;
    await ledger.visit([]);
    const edges = edgesAlong(axes).map((edge) => edge / FINER);
    for (const start of distinctBest(ledger.visits, BASINS, axes, APART)) {
      await descend(ledger, { start, edges, units: Math.ceil(SHARE * ledger.left()) });
    }
    const source = random(...seedParts, "continued");
    await drive(ledger, surrogateProposals({ axes, visits: () => ledger.visits, source }), {});
  }),
};
