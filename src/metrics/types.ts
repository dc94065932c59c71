// What the metrics take and give: anomaly maps with masks in, fractions out (method: "Metrics").
// MetricSet has the shape that records hold; null means undefined and is explained in `reasons`.

import type { MetricSet } from "../core/metric-set.ts";

export type { MetricSet };

/** One sample's anomaly map and ground truth, both [height, width] row-major. */
export interface MapSample {
  /** Anomaly scores, higher = more anomalous; finite. */
  readonly map: Float32Array;
  /** Ground truth; any non-zero value is anomalous. */
  readonly mask: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Image-level score; the map's maximum when absent. */
  readonly imageScore?: number;
  /** Image-level label; whether the mask has an anomalous pixel when absent (a mask may vanish in a resize). */
  readonly anomalous?: boolean;
}

/** Maps and masks of one common size, in the same order. */
export interface MapSet {
  readonly maps: readonly Float32Array[];
  readonly masks: readonly Uint8Array[];
  readonly width: number;
  readonly height: number;
  /** One score per map; the maps' maxima when absent. */
  readonly imageScores?: ArrayLike<number>;
}

/** A MetricSet with what else the same counts say. */
export interface DetailedMetrics extends MetricSet {
  /** The highest threshold (predicted = score >= threshold) that reaches `f1max`. */
  readonly f1maxThreshold: number | null;
  readonly imageAp: number | null;
  /** Number of 8-connected anomalous regions. */
  readonly regions: number;
  readonly samples: number;
}
