// Ranking metrics from counts per distinct score. Only scores of anomalous items need a row: between two of them
// recall and overlap stand still, so the normal items in between matter by their number alone.

/** Counts of a pooled set of scored items, ascending by score; D = number of distinct scores of anomalous items. */
export interface ScoreCurve {
  /** Distinct scores of the anomalous items, ascending, [D]. */
  readonly thresholds: Float32Array | Float64Array;
  /** Anomalous items at each threshold, [D]. */
  readonly positives: Float64Array;
  /** Normal items, [2D + 1]: at 2k those strictly between thresholds k - 1 and k, at 2k + 1 those tied with k. */
  readonly negatives: Float64Array;
  readonly positiveCount: number;
  readonly negativeCount: number;
}

/** A curve of pixels, which also knows their regions. */
export interface RegionCurve extends ScoreCurve {
  /** Sum over the anomalous pixels at each threshold of 1 / (pixels of their region), [D]. */
  readonly overlap: Float64Array;
  readonly regionCount: number;
}

/** Area under the ROC curve (Mann-Whitney, ties count one half); null without an anomalous or a normal item. */
export function auroc(curve: ScoreCurve): number | null {
  const { positives, negatives, positiveCount, negativeCount } = curve;
  if (positiveCount === 0 || negativeCount === 0) return null;
  let below = 0;
  let wins = 0;
  for (let row = 0; row < positives.length; row++) {
    below += negatives[2 * row] as number;
    const tied = negatives[2 * row + 1] as number;
    wins += (positives[row] as number) * (below + tied / 2);
    below += tied;
  }
  return wins / (positiveCount * negativeCount);
}

/** Average precision as the step sum of precision over recall (no interpolation); null without an anomalous item. */
export function averagePrecision(curve: ScoreCurve): number | null {
  const { positives, positiveCount } = curve;
  if (positiveCount === 0) return null;
  let sum = 0;
  forEachThreshold(curve, (row, truePositives, falsePositives) => {
    sum += (positives[row] as number) * (truePositives / (truePositives + falsePositives));
  });
  return sum / positiveCount;
}

/** The highest F1 = 2TP / (2TP + FP + FN) over all thresholds, and the highest threshold that reaches it. */
export function f1Max(curve: ScoreCurve): { readonly f1: number; readonly threshold: number } | null {
  const { thresholds, positiveCount } = curve;
  if (positiveCount === 0) return null;
  let best = -1;
  let threshold = 0;
  forEachThreshold(curve, (row, truePositives, falsePositives) => {
    const f1 = (2 * truePositives) / (truePositives + falsePositives + positiveCount);
    if (f1 > best) {
      best = f1;
      threshold = thresholds[row] as number;
    }
  });
  return { f1: best, threshold };
}

/**
 * Area under per-region overlap against the false-positive rate up to `fprLimit` in (0, 1], divided by the limit; the
 * overlap at exactly the limit is interpolated linearly. Null without an anomalous region or a normal pixel.
 */
export function aupro(curve: RegionCurve, fprLimit = 0.3): number | null {
  const { overlap, negatives, regionCount, negativeCount } = curve;
  if (regionCount === 0 || negativeCount === 0) return null;
  const limit = fprLimit * negativeCount;
  let falsePositives = negatives[2 * overlap.length] as number;
  let covered = 0;
  let area = 0;
  // Each row is a flat stretch (normal pixels above the threshold, counted already) and then one trapezoid.
  let reached = 0;
  for (let row = overlap.length - 1; row >= 0 && reached < limit; row--) {
    area += covered * (Math.min(falsePositives, limit) - reached);
    reached = Math.min(falsePositives, limit);
    const tied = negatives[2 * row + 1] as number;
    const gain = overlap[row] as number;
    const width = Math.min(tied, limit - reached);
    if (width > 0) area += width * (covered + (gain * width) / tied / 2);
    reached += width;
    covered += gain;
    falsePositives += tied + (negatives[2 * row] as number);
  }
  area += covered * (limit - reached);
  return area / (regionCount * limit);
}

/** Calls `visit` for each threshold, highest first, with the counts predicted anomalous at it (score >= threshold). */
function forEachThreshold(
  { positives, negatives }: ScoreCurve,
  visit: (row: number, truePositives: number, falsePositives: number) => void,
): void {
  let truePositives = 0;
  let falsePositives = negatives[2 * positives.length] as number;
  for (let row = positives.length - 1; row >= 0; row--) {
    truePositives += positives[row] as number;
    falsePositives += negatives[2 * row + 1] as number;
    visit(row, truePositives, falsePositives);
    falsePositives += negatives[2 * row] as number;
  }
}
