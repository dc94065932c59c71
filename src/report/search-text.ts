// How a run searched, in words; nothing where it did not.

import type { Provenance } from "../results/provenance.ts";
import { counted } from "./format.ts";

/** "surrogate-simplex at the cost of 40 gradient steps per sample and combination"; null where nothing was searched. */
export function searchText({
  strategy,
  budget,
  exhausted,
}: Pick<Provenance, "strategy" | "budget" | "exhausted">): string | null {
  if (strategy === null || budget === null) return null;
  if (exhausted === true) return "every combination of the listed amounts";
  return `${strategy} at the cost of ${counted(budget, "gradient step")} per sample and combination`;
}
