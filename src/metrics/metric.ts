// What a metric is: a function of tallies of pictures that each count a whole number of times. All ones is the set
// itself, other weights are a draw of it, so that a value and its interval come from one function.

import type { MetricFacts } from "../core/metric-set.ts";
import type { RegionCurve, ScoreCurve } from "./curve.ts";

/** AUPRO's upper false-positive rate, where nothing else is asked for. */
export const DEFAULT_FPR_LIMIT = 0.3;

/** One picture, apart from its pixels. */
export interface PictureTally {
  /** True where the picture has a defect, be it outside what counts. */
  readonly anomalous: boolean;
  /** The image-level score; finite. */
  readonly imageScore: number;
  /** Eq. (4); null of a detector that gives image scores alone. */
  readonly loss: number | null;
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
  /** The image scores with their labels. */
  readonly images: ScoreCurve;
  /** Upper end of the false-positive rates that AUPRO integrates, in (0, 1]. */
  readonly fprLimit: number;
}

/** What must be there, of either class, for a metric to be defined. */
export type MetricNeeds = "pixels" | "regions" | "images";

export interface Metric extends MetricFacts {
  readonly needs: MetricNeeds;
  /** Where its definition is from. */
  readonly source: string;
  /** The value; null where it is undefined. */
  of(pool: Pool): number | null;
}

/** Why what compares maps is undefined without them. */
export const SCORES_ALONE = "the detector gives image scores alone";

/** Why a metric with these needs is undefined for a pool. */
export function reasonOf({ needs }: Pick<Metric, "needs">, pool: Pool): string {
  if (pool.samples === 0) return "no sample";
  if (needs !== "images" && pool.pictures.some(({ loss }) => loss === null)) return SCORES_ALONE;
  const { positiveCount, negativeCount } = needs === "images" ? pool.images : pool.pixels;
  const item = needs === "images" ? "image" : "pixel";
  if (positiveCount === 0) return `no anomalous ${item}`;
  return negativeCount === 0 ? `no normal ${item}` : "not defined for these maps";
}

/** A pool of tallied pictures whose curves are made at most once. */
export function lazyPool(
  tallied: Omit<Pool, "pixels" | "images">,
  curves: { readonly pixels: () => RegionCurve; readonly images: () => ScoreCurve },
): Pool {
  let pixels: RegionCurve | undefined;
  let images: ScoreCurve | undefined;
  return {
    ...tallied,
    get pixels() {
      pixels ??= curves.pixels();
      return pixels;
    },
    get images() {
      images ??= curves.images();
      return images;
    },
  };
}
