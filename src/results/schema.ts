// What a finished study says: the only thing that reports, tables and the explorer read.

import type { PictureSize } from "../core/image.ts";
import type { MetricFacts, MetricSet } from "../core/metric-set.ts";
import type { ShiftFacts, ShiftPoint } from "../core/shift.ts";
import type { Thresholds } from "../core/thresholds.ts";
import type { Chart } from "./chart.ts";
import type { Comparison } from "./comparison.ts";
import type { Provenance } from "./provenance.ts";
import type { Stamp } from "./stamp.ts";

export type { MetricSet };

/** Searched shifts in canonical order, joined by "+": "theta", "hue+saturation", "theta+hue+saturation". */
export type Combination = string;

/** One sample at one point; the point holds effective values. */
export interface PointOutcome {
  readonly point: ShiftPoint;
  /** Null of a detector that gives image scores alone. */
  readonly loss: number | null;
  readonly pauroc: number | null;
  readonly imageScore: number;
  /** There only where the search's criterion asked for it. */
  readonly mapChange?: number;
  /** True = rejected; there only of a detector that decides by itself. */
  readonly label?: boolean;
  /** True where less than half of a defect was in the frame. */
  readonly outOfView?: true;
}

/** Signs that a search was weaker than it looks, by name; null where it cannot be told. */
export const SEARCH_FLAGS = [
  "zeroGradient",
  "notFinite",
  "valuesBeatGradient",
  "atBorder",
  "stillImproving",
  "draftsRefused",
] as const;
export type SampleFlags = Readonly<Record<(typeof SEARCH_FLAGS)[number], boolean | null>>;

export interface SearchOutcome extends PointOutcome {
  readonly evaluations: number;
  readonly steps: number;
  /** Cost in forward evaluations; a gradient step counts 2. */
  readonly units: number;
  /** The same of each phase, in order; there only of a search that shares. */
  readonly phases?: readonly number[];
  /** Share of the evaluations at which less than half of a defect was in the frame; left out where there was none. */
  readonly outOfViewShare?: number;
  readonly flags: SampleFlags;
  /**
   * Empirical headroom: by how much the worst known of this sample within what was searched (subsets, sweeps, draws, the
   * original) is worse than what this search found, by its criterion; 0 where nothing is.
   */
  readonly headroom: number;
  /** True where every combination of listed amounts was evaluated: the value is exact for these. */
  readonly exhausted?: true;
  /** There only where uniform draws stand beside the search. */
  readonly draws?: DrawsBeside;
}

/** Independent uniform draws of one picture, and how many of them are worse than what its search found. */
export interface DrawsBeside {
  readonly count: number;
  readonly worse: number;
}

/** A point chosen among several experiments' points. */
export interface ChosenOutcome extends PointOutcome {
  /** The role of what evaluated it: "original", "sweep theta", "bound theta+hue". */
  readonly from: string;
}

export interface SampleSummary {
  readonly object: string;
  readonly sample: string;
  readonly defect: string;
  readonly anomalous: boolean;
  /** True where an anomalous sample's mask vanished in the resize: it was searched by loss. */
  readonly maskVanished?: boolean;
  readonly original: PointOutcome;
  readonly bounds: Readonly<Record<Combination, SearchOutcome>>;
  /**
   * Per combination searched, the worst of its search, of those over its subsets, of the shared design, of the draws and
   * of the original: never better than that of a combination within it.
   */
  readonly nested: Readonly<Record<Combination, ChosenOutcome>>;
  /** The candidate that the object-level bound chose of this sample. */
  readonly objectLevel: Readonly<Record<Combination, ChosenOutcome>>;
  /** Where this sample stands at its object's worst common value; of the combinations that have one. */
  readonly common?: Readonly<Record<Combination, ChosenOutcome>>;
}

export interface SweepPoint {
  readonly value: number;
  readonly metrics: MetricSet;
  /** There only where the shift moves the part. */
  readonly controls?: Controls;
}

/**
 * What resampling and corners alone do: a detector that draws the mask itself, and one that draws the same everywhere,
 * through the same shifts and back.
 */
export interface Controls {
  readonly ideal: MetricSet;
  readonly constant: MetricSet;
}

export interface SweepSummary {
  readonly shift: string;
  readonly points: readonly SweepPoint[];
  /** Earlier versions do not tell. */
  readonly worst?: SweepWorst;
}

/** The worst of a sweep; the mean's is the mean over objects, each at its own worst. */
export interface SweepWorst {
  /** Every picture at its own worst value; never better than the common one. */
  readonly perPicture: MetricSet;
  /** Of the station's shifts: at the one value that is worst for all pictures. The mean's has no value. */
  readonly common?: { readonly value: number | null; readonly metrics: MetricSet };
}

/** One station point (one lamp, one lens) for all pictures of an object, each picture at its own worst pose under it. */
export interface CommonOutcome {
  /** The amounts of the station's shifts; null of the mean, whose objects have each their own. */
  readonly point: ShiftPoint | null;
  readonly metrics: MetricSet;
}

/** How an object-level bound was found. */
export interface ObjectLevelSearch {
  /** Candidates of all samples together. */
  readonly candidates: number;
  /** Samples that do not stand at the worst point of their own search. */
  readonly moved: number;
  /** Passes over the samples, the last of which changed nothing. */
  readonly sweeps: number;
}

/** The three lower bounds of an aggregate, per combination searched. */
export interface LowerBounds<Kind> {
  /** At every sample's own worst point. */
  readonly bounds: Readonly<Record<Combination, Kind>>;
  /** At every sample's nested worst point. */
  readonly nested: Readonly<Record<Combination, Kind>>;
  /** At one candidate of every sample, chosen to minimise the pooled pAUROC. */
  readonly objectBounds: Readonly<Record<Combination, Kind>>;
}

/** The original beside its lower bounds. */
export interface Bounds<Kind> extends LowerBounds<Kind> {
  readonly original: Kind;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Null where the metric is undefined, or where there are too few pictures (NoInterval). */
export type MetricIntervals = Readonly<Record<string, Interval | null>>;

export interface BoundIntervals {
  readonly values: MetricIntervals;
  /** Of the change from the original, in the same draws. */
  readonly change: MetricIntervals;
}

/** Intervals over the sampling of test pictures (not over the search). */
export interface Intervals extends LowerBounds<BoundIntervals> {
  readonly original: MetricIntervals;
  /** There only where there is no interval at all. */
  readonly none?: NoInterval;
}

/** Why there is no interval over the sampling of pictures. */
export interface NoInterval {
  readonly reason: "too few pictures with a defect" | "a single picture without a defect";
  /** Pictures with a defect; for the mean, those of the object with the fewest. */
  readonly pictures: number;
  /** Pictures with a defect, per object, that would give about ±5 points; null where it cannot be told. */
  readonly picturesNeeded: number | null;
}

/** How intervals were made: percentiles of draws of whole pictures, stratified by label. */
export interface Bootstrap {
  readonly resamples: number;
  /** Share of the draws that an interval holds. */
  readonly level: number;
  readonly seed: number;
}

export interface ObjectSummary extends Bounds<MetricSet> {
  readonly object: string;
  readonly className: string;
  readonly samples: number;
  readonly anomalousSamples: number;
  readonly objectSearches: Readonly<Record<Combination, ObjectLevelSearch>>;
  /** All of the study's shifts in the graph, each at 0: what the transform costs by itself. */
  readonly identity: MetricSet | null;
  /** At every sample's own worst point, of the combinations that move the part. */
  readonly controls: Readonly<Record<Combination, Controls>>;
  readonly sweeps: readonly SweepSummary[];
  readonly intervals: Intervals;
  /** The worst common value, of the combinations that a shared design was evaluated for. */
  readonly common?: Readonly<Record<Combination, CommonOutcome>>;
  /** There only where an operating point was asked for. */
  readonly thresholds?: Thresholds;
}

export interface MeanSummary extends Bounds<MetricSet> {
  readonly identity: MetricSet | null;
  readonly controls: Readonly<Record<Combination, Controls>>;
  readonly sweeps: readonly SweepSummary[];
  readonly intervals: Intervals;
  /** Of the objects' worst common values. */
  readonly common?: Readonly<Record<Combination, CommonOutcome>>;
}

/**
 * A sample worth looking at; files are relative to the run folder. Pictures are S×S PNG, maps S×S .npy, left out of a
 * detector that gives none.
 */
export interface GalleryEntry {
  readonly object: string;
  readonly sample: string;
  readonly defect: string;
  readonly combination: Combination;
  readonly original: PointOutcome;
  readonly worst: PointOutcome;
  readonly files: {
    readonly originalPicture: string;
    readonly worstPicture: string;
    readonly originalMap?: string;
    readonly worstMap?: string;
    /** 0/255 PNG at S×S. */
    readonly mask: string;
    /** The mask as it was turned, where the preset turns masks instead of maps. */
    readonly worstMask?: string;
  };
}

/** An item that was given up after repeated errors. */
export interface FailedItem {
  readonly key: string;
  readonly object: string;
  readonly sample: string;
  /** Its role: "original", "sweep hue", "bound theta+hue". */
  readonly experiment: string;
  readonly error: string;
}

/** Shares of what lies at or beyond the ends of a detector's final clip, over the unshifted pictures; 0 to 1. */
export interface Clipped {
  /** Of the pixels of their maps; null without maps. */
  readonly pixels: number | null;
  /** Of their image scores. */
  readonly imageScores: number;
}

/** What a question answered, as data that a report draws by kind. */
export interface Answer {
  readonly question: string;
  readonly title: string;
  readonly charts: readonly Chart[];
  /** The same for scripts, as JSON; there only where charts do not hold it all. */
  readonly data?: unknown;
}

export interface RunSummary {
  readonly schema: 3;
  /** Of every picture as it was given; left out where they differ. */
  readonly pictureSize?: PictureSize;
  /** What the detector's final clip no longer tells apart; there only where it has one. */
  readonly clipped?: Clipped;
  readonly provenance: Provenance;
  /** The shifts of this study, in canonical order. */
  readonly shifts: readonly ShiftFacts[];
  /** The metrics of this version, in their order. */
  readonly metrics: readonly MetricFacts[];
  /** Combinations that were searched, fewest shifts first. */
  readonly combinations: readonly Combination[];
  readonly bootstrap: Bootstrap;
  readonly objects: readonly ObjectSummary[];
  readonly mean: MeanSummary;
  readonly samples: readonly SampleSummary[];
  /** Worst drop first. */
  readonly gallery: readonly GalleryEntry[];
  /** Of the questions whose answer is not above. */
  readonly answers: readonly Answer[];
  /** There only where items failed: their samples are left out of all that is above. */
  readonly failed?: readonly FailedItem[];
  /** There only where a baseline was named. */
  readonly comparison?: Comparison;
  /** Earlier versions did not stamp. */
  readonly stamp?: Stamp;
}
