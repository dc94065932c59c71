// One descent of a search: a simplex from a place that is known, at the ledger's expense.

import type { Ledger, VisitOptions } from "./ledger.ts";
import { nelderMead, type Vertex } from "./nelder-mead.ts";
import { drive } from "./proposer.ts";

export interface Descent extends VisitOptions {
  readonly start: Vertex;
  /** First edges, shares of the axes (see stepsAlong). */
  readonly edges: readonly number[];
  /** Units at most. */
  readonly units: number;
}

/** Share of its first edges at which a simplex is small enough. */
const TOLERANCE = 0.06;

/** Ends when the units are spent or the simplex is small. */
export async function descend(ledger: Ledger, { start, edges, ...options }: Descent): Promise<void> {
  await drive(ledger, nelderMead({ axes: ledger.axes, start, edges, tolerance: TOLERANCE }), options);
}
