// The worst tenth of the pictures: what a mean over all of them hides.

/** Of so many pictures, how many are a tenth: rounded up. */
export function tenthOf(count: number): number {
  return Math.ceil(count / 10);
}

/** The mean of the lowest tenth of these values; null of none. */
export function meanOfLowestTenth(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const tenth = values.toSorted((left, right) => left - right).slice(0, tenthOf(values.length));
  return tenth.reduce((sum, value) => sum + value, 0) / tenth.length;
}
