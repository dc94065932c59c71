// surrogate-simplex led by drafts, for users who count seconds: approximate values find the basins and go down in them,
// in a valley at 0 with steps of its own, then exact ones choose among the best places and go on from there. Only
// those are reported, and some of the best drafts are evaluated exactly on the way, so that a search that is cut short has
// found something. Three quarters of the budget find what surrogate-simplex finds with all of it.

import type { ShiftFacts } from "../core/shift.ts";
import { distinctBest } from "./basins.ts";
import { edgesAlong } from "./cube.ts";
import { descend } from "./descent.ts";
import { type Ledger, ledgerSearch, type Visit } from "./ledger.ts";
import { polish } from "./polish.ts";
import { inRounds } from "./rounds.ts";
import type { Strategy } from "./search.ts";
import { stillValley } from "./still-valley.ts";
import { surrogateRound } from "./surrogate.ts";

/** Units of one round at most. */
const LONGEST_ROUND = 600;
/** Shares of a round: what is left unspent where drafts led, exact evaluations at the end, surrogate, and valley. */
const SPARED_SHARE = 0.25;
const EXACT_SHARE = 0.07;
const SURROGATE_SHARE = 0.3;
const VALLEY_SHARE = 0.07;
const BASINS = 4;
/** The best drafts that are evaluated exactly, as a share of the exact evaluations, and how far apart they are. */
const CHOSEN_SHARE = 0.4;
const CHOSEN_APART = 0.02;
/** The best drafts that are evaluated exactly after every stage. */
const CHECKED = 2;
/** What a place may be worth to a pool of samples, whatever it is worth to its own: see kept.ts. */
const POOL_MERITS: readonly ((visit: Visit) => number)[] = [
  ({ loss }) => loss,
  ({ imageScore }) => imageScore,
  ({ imageScore }) => -imageScore,
];
/** First edges of the exact simplex: a third of a shift's own, in round numbers. */
const fineEdge = ({ search }: ShiftFacts): number => Number((search.edge / 3).toPrecision(2));

/** Spends three quarters of the budget, or all of it where the objective gives no drafts. */
export const draftSimplex: Strategy = {
  needs: "values",
  nests: true,
  search: ledgerSearch(async (ledger, { seedParts }) => {
    const rounds = { longest: LONGEST_ROUND, seedParts: [...seedParts, "draft-simplex"] };
    await inRounds(ledger, rounds, async ({ number: restart, units: all, floor, source }) => {
      const from = ledger.visits.length;
      const units = Math.ceil((SURROGATE_SHARE / 2) * all);
      const propose = await surrogateRound(ledger, { units, restart, source, draft: true });
      const led = ledger.visits.slice(from).some(isDraft);
      const end = floor + (led ? Math.floor(SPARED_SHARE * all) : 0);
      const exact = Math.ceil(EXACT_SHARE * all);
      const open = (): number => ledger.left() - end - exact;
      const check = async (): Promise<void> => {
        const drafts = unchecked(ledger, from);
        const best = distinctBest(drafts, Math.min(CHECKED, open()), ledger.axes, CHOSEN_APART);
        if (best.length > 0)
          await ledger.visit(
            best.map(({ position }) => position),
            { restart },
          );
      };
      await check();
      await propose(Math.min(units, open()));
      await check();
      await stillValley(ledger, { units: Math.ceil(VALLEY_SHARE * all), restart, draft: true });
      await check();
      await polish(ledger, { basins: BASINS, units: open(), restart, draft: true });
      await propose(open());
      await finishExactly(ledger, { from, exact, end, restart });
    });
  }),
};

interface Finish {
  /** Visits of earlier rounds. */
  readonly from: number;
  readonly exact: number;
  /** Units that are left in the end. */
  readonly end: number;
  readonly restart: number;
}

/** Evaluates the best distinct drafts exactly, then goes down from the best place that is known exactly. */
async function finishExactly(ledger: Ledger, { from, exact, end, restart }: Finish): Promise<void> {
  const { axes } = ledger;
  const drafts = unchecked(ledger, from);
  const best = distinctBest(drafts, Math.ceil(CHOSEN_SHARE * exact), axes, CHOSEN_APART);
  const extreme = POOL_MERITS.flatMap((merit) => highest(drafts, merit));
  const positions = [...new Set([...best, ...extreme])].map(({ position }) => position);
  await ledger.visit(positions.slice(0, Math.max(0, ledger.left() - end)), { restart });
  const sure = ledger.visits.filter((visit) => !isDraft(visit));
  const [start] = distinctBest(sure, 1, axes, 0);
  if (start === undefined) return;
  const edges = edgesAlong(axes, fineEdge);
  await descend(ledger, { start, edges, units: ledger.left() - end, restart });
}

function highest(visits: readonly Visit[], merit: (visit: Visit) => number): Visit[] {
  const finite = visits.filter(({ value }) => Number.isFinite(value));
  return finite.toSorted((left, right) => merit(right) - merit(left)).slice(0, 1);
}

/** The round's drafts at places that were not evaluated exactly since. */
function unchecked({ visits }: Ledger, from: number): Visit[] {
  const exact = new Set(visits.filter((visit) => !isDraft(visit)).map(({ position }) => String(position)));
  return visits.slice(from).filter((visit) => isDraft(visit) && !exact.has(String(visit.position)));
}

function isDraft({ draft }: Visit): boolean {
  return draft === true;
}
