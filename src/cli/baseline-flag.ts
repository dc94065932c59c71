// --baseline: the run of an earlier detector that a study is held against.

import { resolve } from "node:path";
import { z } from "zod";
import { canonicalJson } from "../core/digest.ts";
import type { RunSummary } from "../results/schema.ts";
import { compareRuns } from "../study/compare.ts";
import { type Baseline, openBaseline } from "../study/compare-baseline.ts";
import type { StudyResult } from "../study/study.ts";

export const baselineFlag: z.ZodOptional<z.ZodString> = z
  .string()
  .optional()
  .describe("finished run of the same pictures and shifts with an earlier detector, to compare with");

/** The baseline that flags name, opened before anything is computed; InputError where it is no finished run. */
export async function baselineFromFlags(
  { baseline }: { readonly baseline?: string | undefined },
  cwd: string,
): Promise<Baseline | undefined> {
  return baseline === undefined ? undefined : await openBaseline(resolve(cwd, baseline), baseline);
}

/**
 * The summary of a study beside the baseline, and whether it must be written anew: it is fresh, or was beside another
 * baseline, or none, when it was written.
 */
export function besideBaseline(
  { summary: { comparison: earlier, ...alone }, fresh, plan, records }: StudyResult,
  baseline: Baseline | undefined,
): { readonly summary: RunSummary; readonly fresh: boolean } {
  if (baseline === undefined) return { summary: alone, fresh: fresh || earlier !== undefined };
  const own = { summary: alone, keys: plan.map(({ key }) => key), records };
  const comparison = compareRuns(own, baseline);
  const isSame = earlier !== undefined && canonicalJson(earlier) === canonicalJson(comparison);
  return { summary: { ...alone, comparison }, fresh: fresh || !isSame };
}
