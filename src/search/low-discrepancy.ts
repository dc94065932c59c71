// Points that fill a cube evenly, however many are taken: Halton's sequence (Numerische Mathematik 2, 1960), shifted
// at random. Along each axis alone it is stratified, along the first the finest; that is why it is not one of the
// sequences that are evener in the cube but leave gaps along its axes.

import type { Random } from "../core/random.ts";

/** One prime for each axis that a search can have, the smallest first. */
const BASES = [2, 3, 5, 7, 11, 13];

/** An endless sequence in [0, 1)^dimensions; the seeded shift makes it another one, as even as the first. */
export function* lowDiscrepancy(dimensions: number, source: Random): Generator<readonly number[], never> {
  const bases = BASES.slice(0, dimensions);
  const shift = bases.map(() => source.next());
  for (let index = 1; ; index++) {
    yield bases.map((base, axis) => (radicalInverse(index, base) + (shift[axis] ?? 0)) % 1);
  }
}

/** The digits of `index` in `base`, mirrored at the point: 6 = 110₂ becomes 0.011₂ = 3/8. */
function radicalInverse(index: number, base: number): number {
  let [rest, digit, value] = [index, 1 / base, 0];
  while (rest > 0) {
    value += digit * (rest % base);
    rest = Math.floor(rest / base);
    digit /= base;
  }
  return value;
}
