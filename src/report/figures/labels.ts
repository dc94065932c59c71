// Labels beside the ends of lines, moved apart until none covers another.

/**
 * Places for labels that would like to stand at `wanted`: in the same order along the axis, at least `gap` apart,
 * within [low, high] as long as all fit there. Each goes no further than it must from below, then from above.
 */
export function spreadLabels(
  wanted: readonly number[],
  gap: number,
  [low, high]: readonly [number, number],
): number[] {
  const order = wanted.map((_, index) => index).sort((left, right) => at(wanted, left) - at(wanted, right));
  const places = [...wanted];
  let floor = low;
  for (const index of order) {
    places[index] = Math.max(at(wanted, index), floor);
    floor = at(places, index) + gap;
  }
  let ceiling = high;
  for (const index of order.toReversed()) {
    places[index] = Math.min(at(places, index), ceiling);
    ceiling = at(places, index) - gap;
  }
  return places;
}

function at(values: readonly number[], index: number): number {
  return values[index] as number;
}
