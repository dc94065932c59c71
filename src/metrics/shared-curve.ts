// Recall of each anomalous picture against the shared false-positive rate: the mean over good pictures of the share of
// their pixels at or above a score. What AUPIMO integrates, as sums per distinct score that weights multiply.

import { IGNORED } from "../core/image.ts";
import { countedPixels } from "./counted-pixels.ts";

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
  /** The shared rate at the highest score of good pictures, the lowest above 0; null without good pictures and in a draw. */
  readonly lowestStep: number | null;
}

/** What is summed of good pictures as a whole. */
export interface GoodSums {
  /** Adds a good picture; the share of one of its pixels, 0 where none counts. */
  add(map: Float32Array, mask: Uint8Array): number;
  sums(): Pick<SharedCurve, "goodPictures" | "goodPixels" | "lowestStep">;
}

/** Sums of no picture yet. */
export function goodSums(): GoodSums {
  let [goodPictures, goodPixels] = [0, 0];
  let highest = Number.NEGATIVE_INFINITY;
  let sharesAtHighest = 0;
  return {
    add: (map, mask) => {
      const counted = countedPixels(mask);
      if (counted === 0) return 0;
      goodPictures++;
      goodPixels += counted;
      const { score, tied } = atLeast(map, mask, highest);
      if (score > highest) [highest, sharesAtHighest] = [score, 0];
      sharesAtHighest += tied / counted;
      return 1 / counted;
    },
    sums: () => ({
      ...{ goodPictures, goodPixels },
      lowestStep: goodPictures === 0 ? null : sharesAtHighest / goodPictures,
    }),
  };
}

/** The highest counted score of a map where it is at least `lowest`, and how many pixels have it; else `lowest` and 0. */
function atLeast(
  map: Float32Array,
  mask: Uint8Array,
  lowest: number,
): { readonly score: number; readonly tied: number } {
  let score = lowest;
  let tied = 0;
  for (let pixel = 0; pixel < map.length; pixel++) {
    const own = map[pixel] as number;
    // Most pixels end here: few maps reach the highest score of those before.
    if (own < score || mask[pixel] === IGNORED) continue;
    tied = own > score ? 1 : tied + 1;
    score = own;
  }
  return { score, tied };
}

/**
 * The mean over pictures of the area under recall over the logarithm of the shared rate within the bounds, divided by
 * ln(upper / lower): an exact step integral. Null without a good picture or one with an anomalous pixel. A pixel is
 * above the lowest threshold of rate f exactly where the shared rate at its own score is at most f, so that it adds the
 * stretch of ln f from that rate to the upper bound.
 */
export function areaUnderShared(
  { recall, shares, anomalousPictures, goodPictures }: SharedCurve,
  bounds: RateBounds,
): number | null {
  if (anomalousPictures === 0 || goodPictures === 0) return null;
  let flagged = shares[2 * recall.length] as number;
  let sum = 0;
  for (let row = recall.length - 1; row >= 0; row--) {
    flagged += shares[2 * row + 1] as number;
    const weight = stretchAbove(flagged / goodPictures, bounds);
    if (weight === 0) break;
    sum += weight * (recall[row] as number);
    flagged += shares[2 * row] as number;
  }
  return sum / anomalousPictures;
}

/** The share of the logarithmic range between the bounds that lies above a rate: 1 up to the lower, 0 from the upper. */
export function stretchAbove(rate: number, { lower, upper }: RateBounds): number {
  if (rate >= upper) return 0;
  return Math.log(upper / Math.max(rate, lower)) / Math.log(upper / lower);
}

/** Fewest pixels of good pictures that the lower bound must stand for. */
const FEWEST_PIXELS = 10;

/** "lowest step 4.9e-4: not resolved" where the lower bound is less than 10 pixels of good pictures; null where it is more. */
export function resolutionNote(lower: number, goodPixels: number, lowestStep: number | null): string | null {
  if (lowestStep === null || lower * goodPixels >= FEWEST_PIXELS) return null;
  return `lowest step ${lowestStep.toExponential(1)}: not resolved`;
}
