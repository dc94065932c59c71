// The metrics of a set of maps, as they are computed, recorded and printed.

/** What is known of a metric apart from how it is computed: plain data, so that a run folder holds it. */
export interface MetricFacts {
  /** In JSON, SQL and flags: "pauroc". */
  readonly name: string;
  /** "pAUROC" */
  readonly title: string;
  /** "fraction" is printed in per cent, "number" as it is. */
  readonly unit: "fraction" | "number";
  readonly decimals: number;
  /** Which is better for the detector. */
  readonly better: "higher" | "lower";
  /** True where main tables show it and intervals are drawn of it. */
  readonly shown: boolean;
}

/** By metric name; null where undefined, with the reason under the same key. */
export interface MetricSet {
  readonly values: Readonly<Record<string, number | null>>;
  readonly reasons?: Readonly<Record<string, string>>;
  /** What must be said of values that are defined, under the same key: nothing is judged by one that has a note. */
  readonly notes?: Readonly<Record<string, string>>;
}
