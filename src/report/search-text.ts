// How a run searched, in words; nothing where it did not.

import type { Provenance } from "../results/provenance.ts";
import { counted } from "./format.ts";

/** "surrogate-simplex at the cost of 40 gradient steps per sample and combination"; null where nothing was searched. */
export function searchText({
  strategy,
  budget,
  exhausted,
  searches,
}: Pick<Provenance, "strategy" | "budget" | "exhausted" | "searches">): string | null {
  if (strategy === null || budget === null) return null;
  if (exhausted === true) return "every combination of the listed amounts";
  if (searches === "shared")
    return `searches that share, begun by ${strategy}, each at a part of the cost of ${counted(budget, "gradient step")} per sample and combination`;
  return `${strategy} at the cost of ${counted(budget, "gradient step")} per sample and combination`;
}
