// How many pictures an interval needs. Below a handful, resampled pictures pass a handful's chance for certainty.

/** With fewer pictures with a defect, no bootstrap interval is given. */
export const FEWEST_PICTURES = 10;

/** Half the width of the interval that `picturesNeeded` aims at: ±5 points. */
export const HALF_WIDTH = 0.05;

/** Of the 95% interval of a normal distribution. */
const NORMAL_QUANTILE = 1.96;

/** The sample standard deviation (n − 1 in the denominator); null for fewer than two values. */
export function standardDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/**
 * How many pictures with a defect, per object, would give the mean over objects an interval of about ±5 points:
 * n = (1.96/0.05)² · Σ sₒ² / k² over the k objects, which for one object is (1.96·s/0.05)²; at least FEWEST_PICTURES.
 * `deviations` are the objects' standard deviations of the per-picture pAUROC. It assumes that further pictures spread
 * like those seen, that pAUROC over the pool moves like the mean of the per-picture values, and the normal
 * approximation. Null where it cannot be told: a deviation is unknown, or all are 0.
 */
export function picturesNeeded(deviations: readonly (number | null)[]): number | null {
  const known = deviations.filter((deviation) => deviation !== null);
  const variance = known.reduce((sum, deviation) => sum + deviation ** 2, 0) / known.length ** 2;
  if (known.length < deviations.length || !(variance > 0)) return null;
  const needed = (NORMAL_QUANTILE / HALF_WIDTH) ** 2 * variance;
  return Math.max(FEWEST_PICTURES, Math.ceil(needed - 1e-9));
}
