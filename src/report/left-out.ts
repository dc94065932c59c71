// Samples that no result includes, and why: a number that is silent about them would be read as one over all.

import type { RunSummary } from "../results/schema.ts";
import { counted } from "./format.ts";

const SHOWN = 20;

/** A sentence, then a line for each failed item, of many the first; nothing where nothing failed. */
export function leftOut({ failed = [] }: RunSummary): string[] {
  if (failed.length === 0) return [];
  const samples = new Set(failed.map(({ sample }) => sample)).size;
  const more = failed.length - SHOWN;
  return [
    `Excluded from all results: ${counted(samples, "sample")} (${counted(failed.length, "item")} failed after retries).`,
    ...failed.slice(0, SHOWN).map(({ sample, experiment, error }) => `${sample}, ${experiment}: ${error}`),
    ...(more > 0 ? [`and ${more} more, in results.json`] : []),
  ];
}
