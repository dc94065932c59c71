// Even starts, then a surrogate's proposals, until the budget is spent.

import type { Random } from "../core/random.ts";
import { type Axis, axesBeyondThree, isApart, type Position } from "./cube.ts";
import { type Ledger, ledgerSearch } from "./ledger.ts";
import { drive } from "./proposer.ts";
import { inRounds } from "./rounds.ts";
import type { Strategy } from "./search.ts";
import { evenStarts, settled } from "./starts.ts";
import { surrogateProposals } from "./surrogate-proposals.ts";

/** Starts of a round, more of them for every axis beyond the third, and the most of its units that they may take. */
const startsOf = (axes: readonly Axis[]): number => 32 + 13 * axesBeyondThree(axes);
const START_SHARE = 0.33;

/** Evaluations of one round: a surrogate's equations grow with the cube of their number. */
const LONGEST_ROUND = 400;

/** Spends the whole budget in batches of 5. */
export const surrogate: Strategy = {
  needs: "values",
  nests: true,
  search: ledgerSearch(async (ledger, { seedParts }) => {
    const rounds = { longest: LONGEST_ROUND, seedParts: [...seedParts, "surrogate"] };
    await inRounds(ledger, rounds, async ({ number: restart, units, source }) => {
      await surrogateRound(ledger, { units, restart, source });
    });
  }),
};

export interface RoundOptions {
  readonly units: number;
  /** Number of the round in the trace. */
  readonly restart: number;
  readonly source: Random;
  /** True where approximate values lead the way. */
  readonly draft?: boolean;
}

/**
 * Starts, but for what is known already, and proposals for `units`. The surrogate knows of this round alone, so that the
 * next one looks elsewhere; the first one's of all that was known when it began.
 * Returns what spends further units on proposals from all that was visited since the round began.
 */
export async function surrogateRound(
  ledger: Ledger,
  { units, restart, source, draft = false }: RoundOptions,
): Promise<(units: number) => Promise<void>> {
  const { axes } = ledger;
  const floor = Math.max(0, ledger.left() - units);
  const from = restart === 0 ? 0 : ledger.visits.length;
  const propose = (most: number): Promise<void> =>
    drive(ledger, surrogateProposals({ axes, visits: () => ledger.visits.slice(from), source }), {
      units: most,
      restart,
      draft,
    });
  const starts = Math.min(startsOf(axes), Math.ceil(START_SHARE * units));
  await ledger.visit([], { restart, draft });
  const places: Position[] = [];
  for (const position of evenStarts(starts, axes, source)) {
    const place = settled(position, axes);
    const known = [...ledger.visits.slice(from).map((visit) => visit.position), ...places];
    if (isApart(place, known, axes)) places.push(place);
  }
  await ledger.visit(places, { restart, draft });
  await propose(ledger.left() - floor);
  return propose;
}
