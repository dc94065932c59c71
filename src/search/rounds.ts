// A large budget in rounds, each from starts of its own: a surrogate's equations grow with the cube of its points.

import { type Random, random } from "../core/random.ts";
import type { Ledger } from "./ledger.ts";

export interface Round {
  readonly number: number;
  /** Units of the round, and what the ledger has left when they are spent. */
  readonly units: number;
  readonly floor: number;
  readonly source: Random;
}

/** Divides what is left evenly into as few rounds of `longest` units as it takes, and spends one after the other. */
export async function inRounds(
  ledger: Ledger,
  { longest, seedParts }: { readonly longest: number; readonly seedParts: readonly (string | number)[] },
  spend: (round: Round) => Promise<void>,
): Promise<void> {
  const rounds = Math.ceil(ledger.left() / longest);
  for (let number = 0; number < rounds; number++) {
    const units = Math.ceil(ledger.left() / (rounds - number));
    await spend({ number, units, floor: ledger.left() - units, source: random(...seedParts, number) });
  }
}
