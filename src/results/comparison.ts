// A run beside an earlier one of the same pictures and shifts with another detector: paired, part by part.

/** Exact McNemar on verdicts of one object: right in one run and wrong in the other. */
export interface VerdictComparison {
  readonly object: string;
  /** "at rest", "typical theta+hue", "worst theta+hue". */
  readonly at: string;
  /** Independent ones: several photographs of a part are right together, or wrong. */
  readonly parts: number;
  /** Right in the baseline, wrong now; and the other way. */
  readonly worse: number;
  readonly better: number;
  /** Two-sided, exact. */
  readonly p: number;
  /** Holm over all rows of the comparison, of verdicts and of values. */
  readonly adjusted: number;
}

/** Wilcoxon signed-rank on the parts' own values, now minus baseline. */
export interface ValueComparison {
  readonly object: string;
  /** "at rest", "worst theta+hue", "worst of the sweep of theta". */
  readonly at: string;
  /** "pAUROC", "image score", "image score above its threshold". */
  readonly value: string;
  readonly unit: "fraction" | "number";
  /** Independent ones: of several photographs of a part the mean. */
  readonly parts: number;
  /** Mean of now − baseline; better for the detector where positive: scores of good parts are counted negative. */
  readonly change: number;
  /** Paired bootstrap of that mean over parts, stratified by label; null with too few of them. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Two-sided; null where no part differs. */
  readonly p: number | null;
  /** Holm over all rows of the comparison, of verdicts and of values. */
  readonly adjusted: number | null;
}

export interface Comparison {
  /** The baseline's detector. */
  readonly baseline: { readonly name: string; readonly digest: string };
  readonly verdicts: readonly VerdictComparison[];
  readonly values: readonly ValueComparison[];
  /** What is significantly worse (Holm-adjusted p ≤ 0.05), one sentence each. */
  readonly regressions: readonly string[];
  /** What was not compared and why, one sentence each. */
  readonly limits: readonly string[];
}
