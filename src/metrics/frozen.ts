// What was frozen before any shift: thresholds, and the shared false-positive rates of unshifted good pictures.

/** The mean over good pictures of the share of their pixels at or above a score, down to the largest rate that is asked for. */
export interface SharedRates {
  /** Distinct scores, descending; the last is the first one whose rate is above the largest that is asked for, if any is. */
  readonly scores: Float32Array;
  /** At each score; ascending, in (0, 1]. */
  readonly rates: Float64Array;
  /** Counted pixels of all these pictures. */
  readonly pixels: number;
}

export interface Frozen {
  /** A picture is rejected where its image score is above; null where the detector decides by itself. */
  readonly image: number | null;
  /** A pixel is flagged where its score is above; null where there is no pixel threshold. */
  readonly pixel: number | null;
  /** Null without maps of good pictures. */
  readonly rates: SharedRates | null;
}
