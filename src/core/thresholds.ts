// The operating point: how a threshold is chosen, and what was chosen. Frozen before any shift, never re-picked.

/** How decisions are made: a picture is rejected where its image score is above the threshold. */
export type ThresholdRule =
  /** The detector decides by itself. */
  | { readonly kind: "detector" }
  /** The lowest threshold that promises at most this false-reject rate, from calibration pictures. */
  | { readonly kind: "false-rejects"; readonly rate: number }
  /** Given by the user; no pixel threshold unless one is given too. */
  | { readonly kind: "score"; readonly image: number; readonly pixel: number | null };

/** The thresholds of one object. */
export interface Thresholds {
  readonly rule: ThresholdRule;
  /** Null where the detector decides by itself: its label stands for the comparison. */
  readonly image: number | null;
  /** Of the map's pixels; null without maps, and where nothing says one. */
  readonly pixel: number | null;
  /** In words: "49 pictures of train/good that the detector has not seen". */
  readonly from: string;
  /** Calibration pictures; null where none are needed. */
  readonly pictures: number | null;
  /** The false-reject rate that the image threshold promises: that asked for, or 1/(m+1) where m pictures are too few; null of other rules. */
  readonly promised: number | null;
  /** What must be said of it, one sentence each: too few pictures, a detector that may have seen them. */
  readonly notes: readonly string[];
}

/** What decides: the image threshold, or the detector itself. */
export type Decider = Pick<Thresholds, "image">;
