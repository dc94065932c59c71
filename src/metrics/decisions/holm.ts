// Holm's step-down correction (S. Holm, Scandinavian Journal of Statistics 6, 1979) of a family of p-values.

/**
 * Adjusted p-values in the order given: reject where one is at most the level, and no true hypothesis of the family is
 * rejected with a larger probability. What is null was not tested: it stays null and does not count.
 */
export function holm(values: readonly (number | null)[]): (number | null)[] {
  const tested = values
    .flatMap((p, index) => (p === null ? [] : [{ p, index }]))
    .sort((left, right) => left.p - right.p);
  const adjusted: (number | null)[] = values.map(() => null);
  let largest = 0;
  for (const [rank, { p, index }] of tested.entries()) {
    largest = Math.max(largest, Math.min(1, (tested.length - rank) * p));
    adjusted[index] = largest;
  }
  return adjusted;
}
