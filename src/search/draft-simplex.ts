// surrogate-simplex led by drafts, for users who count seconds: approximate values find the basins and go down in them,
// then exact ones choose among the best places and go on from there. Only those are reported.

import { random } from "../core/random.ts";
import { distinctBest } from "./basins.ts";
import { stepsAlong } from "./cube.ts";
import { ledgerSearch } from "./ledger.ts";
import { nelderMead } from "./nelder-mead.ts";
import { polish } from "./polish.ts";
import { drive } from "./proposer.ts";
import type { Search } from "./search.ts";
import { surrogateRound } from "./surrogate.ts";

/** Units of one round at most. */
const LONGEST_ROUND = 600;
/** Shares of a round: exact evaluations at its end, and of the drafts those that the surrogate spends. */
const EXACT_SHARE = 0.08;
const SURROGATE_SHARE = 0.6;
const BASINS = 3;
/** The best drafts that are evaluated exactly, as a share of the exact evaluations, and how far apart they are. */
const CHOSEN_SHARE = 0.4;
const CHOSEN_APART = 0.02;
/** First edges of the exact simplex, in degrees, radians and units. */
const FINE_EDGES = { theta: 2, hue: 0.13, saturation: 0.04 } as const;

/** Spends the whole budget, nine tenths of it on drafts where the objective has any; no gradients. */
export const draftSimplex: Search = ledgerSearch(async (ledger, { seedParts }) => {
  const { axes } = ledger;
  const rounds = Math.ceil(ledger.left() / LONGEST_ROUND);
  for (let round = 0; round < rounds; round++) {
    const source = random(...seedParts, "draft-simplex", round);
    const all = Math.ceil(ledger.left() / (rounds - round));
    const floor = ledger.left() - all;
    const from = ledger.visits.length;
    const exact = Math.ceil(EXACT_SHARE * all);
    const units = Math.ceil(SURROGATE_SHARE * (all - exact));
    const propose = await surrogateRound(ledger, { units, restart: round, source, draft: true });
    await polish(ledger, {
      ...{ basins: BASINS, units: ledger.left() - floor - exact, restart: round, draft: true },
    });
    await propose(ledger.left() - floor - exact);
    const drafts = ledger.visits.slice(from).filter(({ draft }) => draft === true);
    const chosen = distinctBest(drafts, Math.ceil(CHOSEN_SHARE * exact), axes, CHOSEN_APART);
    await ledger.visit(
      chosen.map(({ position }) => position),
      { restart: round },
    );
    const [start] = distinctBest(
      ledger.visits.filter(({ draft }) => draft !== true),
      1,
      axes,
      0,
    );
    if (start === undefined) continue;
    const descent = nelderMead({ axes, start, edges: stepsAlong(axes, FINE_EDGES), tolerance: 0.06 });
    await drive(ledger, descent, { units: ledger.left() - floor, restart: round });
  }
});
