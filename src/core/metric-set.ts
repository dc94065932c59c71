// The metrics of a set of maps, as they are computed, recorded and printed.

/** Fractions in [0, 1] (loss in [-1, 1] for maps in [0, 1]); null where undefined, with the reason under the same key. */
export interface MetricSet {
  readonly pauroc: number | null;
  readonly aupro: number | null;
  readonly f1max: number | null;
  readonly ap: number | null;
  readonly imageAuroc: number | null;
  /** Mean of equation (4) over the samples. */
  readonly loss: number | null;
  readonly reasons?: Readonly<Record<string, string>>;
}
