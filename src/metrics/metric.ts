// What a metric is: a function of tallies of pictures that each count a whole number of times. All ones is the set
// itself, other weights are a draw of it, so that a value and its interval come from one function.

import type { Components } from "../core/components.ts";
import type { MetricFacts } from "../core/metric-set.ts";
import type { RegionCurve, ScoreCurve } from "./curve.ts";
import type { Frozen } from "./frozen.ts";
import type { RateBounds, SharedCurve } from "./shared-curve.ts";
import type { MapSample } from "./types.ts";

/** AUPRO's upper false-positive rate, where nothing else is asked for. */
export const DEFAULT_FPR_LIMIT = 0.3;

/** One picture, apart from its pixels. */
export interface PictureTally {
  /** True where the picture has a defect, be it outside what counts. */
  readonly anomalous: boolean;
  /** The image-level score; finite. */
  readonly imageScore: number;
  /** Eq. (4); null of a sample without a map. */
  readonly loss: number | null;
  /** There where a map is, but no mask that it could be compared with. */
  readonly unmasked?: true;
  /** What kind of defect it has, as the data set names it; absent where nothing says one. */
  readonly defect?: string;
  /** By metric name, what a metric took of this picture's map; null where it is undefined. */
  readonly own: Readonly<Record<string, number | null>>;
}

/** Tallied pictures under weights; the curves are made when they are first asked for. */
export interface Pool {
  readonly pictures: readonly PictureTally[];
  /** How often each picture counts; as many as pictures. */
  readonly weights: Uint32Array;
  /** The sum of the weights. */
  readonly samples: number;
  /** All counted pixels with their regions, none without maps. Thresholds are scores, or, in a draw, ranks of bins of scores. */
  readonly pixels: RegionCurve;
  /** Recall of the anomalous pictures against the shared false-positive rate of the good ones, none without maps. */
  readonly shared: SharedCurve;
  /** The image scores with their labels. */
  readonly images: ScoreCurve;
  /** What was frozen before any shift; null without an operating point. */
  readonly frozen: Frozen | null;
  /** Upper end of the false-positive rates that AUPRO integrates, in (0, 1]. */
  readonly fprLimit: number;
  /** The shared false-positive rates that AUPIMO integrates between. */
  readonly pimoBounds: RateBounds;
}

/** What must be there for a metric to be defined: items of either class, or a threshold that was frozen before. */
export type MetricNeeds = "pixels" | "regions" | "images" | "threshold";

export interface Metric extends MetricFacts {
  readonly needs: MetricNeeds;
  /** Where its definition is from. */
  readonly source: string;
  /** The value; null where it is undefined. */
  of(pool: Pool): number | null;
  /** What it takes of one picture with a map, kept in its tally; `regions` of its mask, null without an anomalous pixel. */
  ofPicture?(sample: MapSample, frozen: Frozen | null, regions: Components | null): number | null;
  /** Why it is undefined for a pool; null where the reasons of what it needs say it. */
  reason?(pool: Pool): string | null;
  /** What must be said of a value that is defined: that data are too few for it. Nothing is judged by a value with a note. */
  note?(pool: Pool): string | null;
}

/** Why what compares maps is undefined without them. */
export const SCORES_ALONE = "the detector gives image scores alone";

/** Why what compares maps with masks is undefined without masks. */
export const NO_MASKS = "no masks of the defective pictures";

/** Why what compares with a threshold is undefined without one. */
export const NO_OPERATING_POINT = "no operating point; expected --operating-point";

/** Why what compares with a threshold is undefined for a detector that has none. */
export const DECIDES_ITSELF = "the detector decides by itself: no threshold";

/** Why a metric is undefined for a pool. */
export function reasonOf(metric: Pick<Metric, "needs" | "reason">, pool: Pool): string {
  const { needs } = metric;
  if (pool.samples === 0) return "no sample";
  if (needs === "threshold" && pool.frozen === null) return NO_OPERATING_POINT;
  const ofMaps = needs === "pixels" || needs === "regions";
  if (ofMaps && !haveMaps(pool)) return whyScoresAlone(pool);
  const own = metric.reason?.(pool) ?? null;
  if (own !== null) return own;
  if (needs === "threshold" && pool.frozen?.image === null) return DECIDES_ITSELF;
  const { positiveCount, negativeCount } = ofMaps ? pool.pixels : pool.images;
  const item = ofMaps ? "pixel" : "image";
  if (positiveCount === 0) return `no anomalous ${item}`;
  return negativeCount === 0 ? `no normal ${item}` : "not defined for these maps";
}

/** False of a detector that gives image scores alone, and where there are no masks that maps could be compared with. */
export function haveMaps({ pictures }: Pick<Pool, "pictures">): boolean {
  return pictures.every(({ loss }) => loss !== null);
}

/** Why a pool has none. */
export function whyScoresAlone({ pictures }: Pick<Pool, "pictures">): string {
  return pictures.some(({ unmasked }) => unmasked === true) ? NO_MASKS : SCORES_ALONE;
}

/** A pool of tallied pictures whose curves are made at most once. */
export function lazyPool(
  tallied: Omit<Pool, "pixels" | "shared" | "images">,
  curves: {
    readonly pixels: () => RegionCurve;
    readonly shared: () => SharedCurve;
    readonly images: () => ScoreCurve;
  },
): Pool {
  let pixels: RegionCurve | undefined;
  let shared: SharedCurve | undefined;
  let images: ScoreCurve | undefined;
  return {
    ...tallied,
    get pixels() {
      pixels ??= curves.pixels();
      return pixels;
    },
    get shared() {
      shared ??= curves.shared();
      return shared;
    },
    get images() {
      images ??= curves.images();
      return images;
    },
  };
}
