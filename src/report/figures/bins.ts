// Bins of histograms.

/** About 18 bins of a round width (1, 2, 2.5, 5 or 10 times a power of ten) from low to high; the last may be narrower. */
export function binEdges(low: number, high: number): number[] {
  const rough = (high - low) / 18;
  const power = 10 ** Math.floor(Math.log10(rough));
  const width = ([1, 2, 2.5, 5].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10) * power;
  const count = Math.ceil((high - low) / width - 1e-9);
  return Array.from({ length: count + 1 }, (_, at) => round(at === count ? high : low + at * width));
}

/** Counts per bin; a bin holds its lower edge, the last its upper edge too. */
export function histogram(values: readonly number[], edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const value of values) {
    const after = edges.findIndex((edge) => edge > value);
    const bin = after < 0 ? counts.length - 1 : Math.max(0, after - 1);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** Six decimals: what binary fractions are off by is not an edge. */
export function round(value: number): number {
  return Number(value.toFixed(6));
}
