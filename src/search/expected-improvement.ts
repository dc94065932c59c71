// What a place is expected to bring (Mockus 1975; Jones, Schonlau & Welch, Journal of Global Optimization 13, 1998).

/** Below it a deviation is rounding. */
const LEAST_DEVIATION = 1e-12;

/** Expected fall below `best` of a normally distributed value. */
export function expectedImprovement(mean: number, deviation: number, best: number): number {
  if (!(deviation > LEAST_DEVIATION)) return Math.max(0, best - mean);
  const away = (best - mean) / deviation;
  const density = Math.exp(-0.5 * away * away) / Math.sqrt(2 * Math.PI);
  return deviation * (away * normalShare(away) + density);
}

/** Φ, to 1.2 · 10⁻⁷ of its smaller side (Chebyshev fit after Press et al., Numerical Recipes, erfc). */
function normalShare(at: number): number {
  const size = Math.abs(at) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * size);
  const sum = COEFFICIENTS.reduceRight((rest, coefficient) => coefficient + t * rest, 0);
  const tail = 0.5 * t * Math.exp(-size * size + sum);
  return at >= 0 ? 1 - tail : tail;
}

const COEFFICIENTS = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
];
