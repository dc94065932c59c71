// Ask and tell: an optimiser yields the positions it wants to know and is sent what was found there. It ends when it
// has converged, and knows nothing of budgets.

import type { Position } from "./cube.ts";
import type { Ledger, Visit, VisitOptions } from "./ledger.ts";

export type Proposer = Generator<readonly Position[], void, readonly Visit[]>;

/** Runs a proposer until it ends or `units` are spent, all that are left by default. */
export async function drive(
  ledger: Ledger,
  proposer: Proposer,
  { units = Number.POSITIVE_INFINITY, ...options }: VisitOptions & { readonly units?: number },
): Promise<void> {
  const floor = Math.max(0, ledger.left() - units);
  const price = options.gradient === true ? 2 : 1;
  let asks = proposer.next();
  while (asks.done !== true) {
    const affordable = Math.floor((ledger.left() - floor) / price);
    if (affordable < 1) return;
    const visits = await ledger.visit(asks.value.slice(0, affordable), options);
    if (visits.length < asks.value.length) return;
    asks = proposer.next(visits);
  }
}
