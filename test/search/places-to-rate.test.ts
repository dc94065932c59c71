// The places that a surrogate rates: of how many kinds they are, and that lines lead out of a good place's neighbourhood.

import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import { type Axis, axesOf, type Position } from "../../src/search/cube.ts";
import type { Visit } from "../../src/search/ledger.ts";
import { placesToRate } from "../../src/search/places-to-rate.ts";
import { boxOver, SIX_SHIFTS } from "../support/search.ts";

const THREE = axesOf(boxOver());
const SIX = axesOf(SIX_SHIFTS);

function visitAt(position: Position): Visit {
  return { position, value: 0.1, loss: 0, imageScore: 0 };
}

/** The axes along which places differ far from the given one that is theirs but for this. */
function axesLeft(places: readonly Position[], from: Position, axes: readonly Axis[]): number[] {
  return axes.flatMap((_, index) => {
    const far = places.filter(
      (place) =>
        Math.abs((place[index] ?? 0) - (from[index] ?? 0)) > 0.3 &&
        place.every((coordinate, axis) => axis === index || coordinate === from[axis]),
    );
    return far.length > 0 ? [index] : [];
  });
}

describe("places to rate", () => {
  const good = [0.3, 0.4, 0.6, 0.5, 0.2, 0.7];

  it.each([
    { axes: THREE, each: 50 },
    { axes: SIX, each: 120 + 6 * 20 },
  ])("are anywhere, and near the best places that lie apart: $axes.length axes", ({ axes, each }) => {
    const best = good.slice(0, axes.length);
    const apart = best.map((coordinate) => 1 - coordinate);
    const nearTheFirst = best.map((coordinate) => coordinate + 0.001);
    const countOf = (...known: Position[]): number =>
      placesToRate(known.map(visitAt), axes, random("count")).length;
    expect(countOf()).toBe(200);
    expect(countOf(best)).toBe(200 + each);
    expect(countOf(best, nearTheFirst)).toBe(200 + each);
    expect(countOf(best, apart)).toBe(200 + 2 * each);
  });

  it("lie in the box, and are the same of the same draws", () => {
    const known = [visitAt(good)];
    const places = placesToRate(known, SIX, random("same"));
    for (const place of places)
      for (const [index, coordinate] of place.entries())
        if (SIX[index]?.wraps === false) {
          expect(coordinate).toBeGreaterThanOrEqual(0);
          expect(coordinate).toBeLessThanOrEqual(1);
        }
    expect(placesToRate(known, SIX, random("same"))).toEqual(places);
    expect(placesToRate(known, SIX, random("other"))).not.toEqual(places);
  });

  it("of more than three axes lie far off along every single one, all else the same, and along two at a time", () => {
    const places = placesToRate([visitAt(good)], SIX, random("lines"));
    expect(axesLeft(places, good, SIX)).toEqual([0, 1, 2, 3, 4, 5]);
    const two = places.filter(
      (place) => place.filter((coordinate, axis) => coordinate !== good[axis]).length === 2,
    );
    expect(two.length).toBeGreaterThan(10);
  });
});
