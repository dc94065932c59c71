// A run beside an earlier one of the same pictures and shifts with another detector: paired, picture by picture.

import type { Interval } from "./schema.ts";

/** Exact McNemar on verdicts of one object: right in one run and wrong in the other. */
export interface VerdictComparison {
  readonly object: string;
  /** "at rest", "typical theta+hue", "worst theta+hue". */
  readonly at: string;
  readonly pictures: number;
  /** Right in the baseline, wrong now; and the other way. */
  readonly worse: number;
  readonly better: number;
  /** Two-sided, exact. */
  readonly p: number;
  /** Holm over all rows. */
  readonly adjusted: number;
}

/** Wilcoxon signed-rank on the pictures' own values, now minus baseline. */
export interface ValueComparison {
  readonly object: string;
  readonly at: string;
  /** "pAUROC", "image score, towards the wrong decision". */
  readonly value: string;
  readonly pictures: number;
  /** Mean of now − baseline; better for the detector where positive. */
  readonly change: number;
  /** Paired bootstrap of that mean over pictures, stratified by label; null with too few pictures. */
  readonly interval: Interval | null;
  /** Null where no picture differs. */
  readonly p: number | null;
  readonly adjusted: number | null;
}

export interface Comparison {
  /** The baseline's detector. */
  readonly baseline: { readonly name: string; readonly digest: string };
  readonly verdicts: readonly VerdictComparison[];
  readonly values: readonly ValueComparison[];
  /** What is significantly worse (Holm-adjusted p ≤ 0.05), one sentence each. */
  readonly regressions: readonly string[];
}
