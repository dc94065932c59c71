// One descent of a search: a simplex from a place that is known, at the ledger's expense.

import { distinctBest } from "./basins.ts";
import { edgesAlong } from "./cube.ts";
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

/** First edges of a fine descent are shifts' own through this. */
const FINER = 2;

/** A fine descent from the best place of all that is known. */
export async function descendFromBest(
  ledger: Ledger,
  options: VisitOptions & { readonly units: number },
): Promise<void> {
  const { axes, visits } = ledger;
  const edges = edgesAlong(axes).map((edge) => edge / FINER);
  for (const start of distinctBest(visits, 1, axes, 0)) await descend(ledger, { start, edges, ...options });
}
