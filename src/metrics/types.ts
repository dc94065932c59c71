// What the metrics take and give: anomaly maps with masks in, fractions out (method: "Metrics").
// MetricSet has the shape that records hold; null means undefined and is explained in `reasons`.

import type { MetricSet } from "../core/metric-set.ts";

export type { MetricSet };

/** One sample's anomaly map and ground truth, both [height, width] row-major. */
export interface MapSample {
  /** Anomaly scores, higher = more anomalous; finite. */
  readonly map: Float32Array;
  /** Ground truth: 0 normal, IGNORED counts nowhere, any other value is anomalous. */
  readonly mask: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Image-level score; the maximum over the map's counted pixels when absent. */
  readonly imageScore?: number;
  /** Image-level label; whether the mask has an anomalous pixel when absent (a mask may vanish in a resize). */
  readonly anomalous?: boolean;
  /** What kind of defect it has; of anomalous pictures, where the data set names it. */
  readonly defect?: string;
}

/** One sample that is judged by its image score alone: the detector gives nothing else, or defects have no masks. */
export interface ScoredSample {
  readonly map: null;
  /** There where the map is left out for want of masks. */
  readonly unmasked?: true;
  readonly imageScore: number;
  readonly anomalous: boolean;
  /** As a MapSample's. */
  readonly defect?: string;
}

/** A sample of a pool; those of one pool all have maps, or none has. */
export type PooledSample = MapSample | ScoredSample;

/** Maps and masks of one common size, in the same order. */
export interface MapSet {
  readonly maps: readonly Float32Array[];
  readonly masks: readonly Uint8Array[];
  readonly width: number;
  readonly height: number;
  /** One score per map; the maxima over the maps' counted pixels when absent. */
  readonly imageScores?: ArrayLike<number>;
}

/** What else the counts behind a MetricSet say. */
export interface MetricDetails {
  /** The highest threshold (predicted = score >= threshold) that reaches the highest F1 of the pixels. */
  readonly f1maxThreshold: number | null;
  /** Average precision of the image scores. */
  readonly imageAp: number | null;
  /** Number of 8-connected anomalous regions. */
  readonly regions: number;
  readonly samples: number;
}

export interface DetailedMetrics extends MetricSet {
  readonly details: MetricDetails;
}
