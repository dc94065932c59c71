// The decisions fixture: values of independent computations, read once; what each means is in its own "about" lines.

import { expect } from "vitest";
import { fixtureJson } from "../../support/fixtures.ts";

interface Rank {
  readonly name: string;
  readonly differences: readonly number[];
  readonly n: number;
  readonly w_plus: number | null;
  readonly w_minus: number | null;
  readonly p_two_sided: number | null;
  readonly p_less: number | null;
  readonly p_greater: number | null;
}

type Pair = readonly [number, number];

interface Distribution {
  readonly mean: number;
  readonly standard_deviation: number;
  readonly "quantile_0.025": number;
  readonly "quantile_0.5": number;
  readonly "quantile_0.975": number;
  readonly share_at_or_below_0: number;
}

interface Decisions {
  readonly clopper_pearson: {
    readonly cases: readonly {
      readonly k: number;
      readonly n: number;
      readonly two_sided_95: Pair | null;
      readonly upper_95_one_sided: number | null;
    }[];
  };
  readonly frozen_threshold: {
    readonly cases: readonly {
      readonly name: string;
      readonly scores: readonly number[];
      readonly labels: readonly number[];
      readonly threshold: number;
      readonly decisions: readonly number[];
      readonly escapes: readonly number[];
      readonly false_rejects: readonly number[];
      readonly escape_interval: Pair | null;
      readonly false_reject_interval: Pair | null;
      readonly table: readonly [Pair, Pair];
      readonly against_truth: KappaValues;
    }[];
  };
  readonly kappa: {
    readonly cases: readonly (KappaValues & { readonly table: readonly (readonly number[])[] })[];
  };
  readonly aiag: { readonly cases: readonly AiagCase[] };
  readonly wilcoxon: { readonly cases: readonly Rank[] };
  readonly holm: {
    readonly cases: readonly { readonly p: readonly number[]; readonly adjusted: readonly number[] }[];
  };
  readonly wilcoxon_holm: { readonly members: readonly Rank[]; readonly adjusted: readonly number[] };
  readonly mcnemar: {
    readonly cases: readonly { readonly b: number; readonly c: number; readonly p: number }[];
  };
  readonly stratified_resampling: {
    readonly cases: readonly {
      readonly name: string;
      readonly clean: readonly number[];
      readonly shifted: readonly number[];
      readonly labels: readonly number[];
      readonly observed: { readonly auroc_drop: number; readonly mean_drop: number };
      readonly auroc_drop: Distribution;
      readonly mean_drop: Distribution;
    }[];
  };
}

interface KappaValues {
  readonly kappa: number | null;
  readonly standard_error: number | null;
  readonly interval_95: Pair | null;
}

interface AiagRates<T> {
  readonly effectiveness: T;
  readonly miss_rate: T | null;
  readonly false_alarm_rate: T | null;
}

interface AiagCase extends AiagRates<number> {
  readonly reference: readonly number[];
  readonly decisions: readonly (readonly number[])[];
  readonly opportunities: { readonly all: number; readonly bad: number; readonly good: number };
  readonly interval_95: AiagRates<Pair>;
  readonly parts_always_right: number;
  readonly parts_always_right_interval_95: Pair;
  readonly parts_always_alike: number;
  readonly parts_always_alike_interval_95: Pair;
  readonly verdict: AiagRates<string>;
}

export const DECISIONS: Decisions = fixtureJson<Decisions>("metrics-decision");

/** Within 1e-9, as the fixture asks; null only where null is expected. */
export function expectNear(actual: number | null | undefined, expected: number | null, what?: string): void {
  if (expected === null) expect(actual, what).toBeNull();
  else expect(Math.abs((actual ?? Number.NaN) - expected), what).toBeLessThanOrEqual(1e-9);
}

/** Within 1e-9 or 1e-7 of the value, whichever is larger: of limits and p-values. */
export function expectLimit(actual: number | null | undefined, expected: number | null, what?: string): void {
  const allowed = Math.max(1e-9, 1e-7 * Math.abs(expected ?? 0));
  if (expected === null) expect(actual, what).toBeNull();
  else expect(Math.abs((actual ?? Number.NaN) - expected), what).toBeLessThanOrEqual(allowed);
}
