// Recall of each anomalous picture against the shared false-positive rate: the mean over good pictures of the share of
// their pixels at or above a score. What AUPIMO integrates, as sums per distinct score that weights multiply.

/** Shared false-positive rates, 0 < lower < upper <= 1. */
export interface RateBounds {
  readonly lower: number;
  readonly upper: number;
}

/** Bertoldo et al. 2024: the rates that AUPIMO integrates between, where nothing else is asked for. */
export const PIMO_BOUNDS: RateBounds = { lower: 1e-5, upper: 1e-4 };

/** Sums per distinct score of anomalous pixels, ascending; D = their number. */
export interface SharedCurve {
  /** Sum over the anomalous pixels at each score of 1 / (anomalous pixels of their picture), [D]. */
  readonly recall: Float64Array;
  /** Sum over the pixels of good pictures of 1 / (pixels of their picture), [2D + 1]: places as those of ScoreCurve's negatives. */
  readonly shares: Float64Array;
  /** Pictures with an anomalous pixel. */
  readonly anomalousPictures: number;
  /** Pictures without a defect, and their counted pixels. */
  readonly goodPictures: number;
  readonly goodPixels: number;
  /** The shared rate at the highest score of good pictures, below which no rate but 0 is reached; null without good pictures. */
  readonly lowestStep: number | null;
}
