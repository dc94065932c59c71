// The places that a surrogate rates: anywhere in the box, near the best known ones, and along their lines.

import { present } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import { distinctBest } from "./basins.ts";
import { type Axis, axesBeyondThree, clipped, type Position, sharpPlaces } from "./cube.ts";
import type { Visit } from "./ledger.ts";
import { favouredPosition } from "./starts.ts";

const ANYWHERE = 200;
const GOOD_PLACES = 4;
const GOOD_PLACES_APART = 0.2;
const nearEach = (axes: readonly Axis[]): number => Math.max(50, 40 * axesBeyondThree(axes));

/** Standard deviations of the places near a good one, as shares of an axis that is one long. */
const DEVIATIONS = [0.2, 0.1, 0.05, 0.02];
/** The same of those near the best rated. */
const FINE_DEVIATIONS = [0.08, 0.03, 0.01];
/** Chance that a coordinate moves at all: the others keep a good place's, a face's among them. */
const MOVES = 0.7;
/** Chances that a place anywhere, and one near a good one, goes where a shift is sharp. */
const SHARP_ANYWHERE = 0.3;
const SHARP_NEAR = 0.15;

/** Of more axes than three: places on a good one's lines along every axis; the chance that a second coordinate leaves, too. */
const ON_EACH_LINE = 20;
const LEAVES_TOO = 0.4;
/** Deviation of every other such place from its line. */
const OFF_LINE = 0.05;

/** Random places, the same of the same visits and draws. */
export function placesToRate(known: readonly Visit[], axes: readonly Axis[], source: Random): Position[] {
  const places = Array.from({ length: ANYWHERE }, () => anywhere(axes, source));
  for (const { position } of distinctBest(known, GOOD_PLACES, axes, GOOD_PLACES_APART)) {
    for (let index = 0; index < nearEach(axes); index++) {
      const near = nearby(position, deviationAt(DEVIATIONS, index), axes, source);
      places.push(madeSharp(near, SHARP_NEAR, axes, source));
    }
    places.push(...alongLines(position, axes, source));
  }
  return places;
}

/** A place anywhere, more often where worst cases are likely and where a shift is sharp. */
export function anywhere(axes: readonly Axis[], source: Random): Position {
  return madeSharp(drawn(axes, source), SHARP_ANYWHERE, axes, source);
}

/** The `index`th of the places very near a good one. */
export function finelyNear(
  position: Position,
  index: number,
  axes: readonly Axis[],
  source: Random,
): Position {
  return nearby(position, deviationAt(FINE_DEVIATIONS, index), axes, source);
}

/** Places with all but one or two of a place's coordinates, these anywhere; every other time a little off. */
export function alongLines(position: Position, axes: readonly Axis[], source: Random): Position[] {
  return Array.from({ length: axesBeyondThree(axes) > 0 ? ON_EACH_LINE : 0 }).flatMap((_, turn) => {
    const anywhere = drawn(axes, source);
    return axes.map((_axis, index) => {
      const second = source.next() < LEAVES_TOO ? source.integer(axes.length) : index;
      const place = position.map((own, at) => (at === index || at === second ? (anywhere[at] ?? own) : own));
      return turn % 2 === 0 ? place : nearby(place, OFF_LINE, axes, source);
    });
  });
}

/** By chance, one of the places at which a shift is sharp in place of the coordinate. */
function madeSharp(position: Position, chance: number, axes: readonly Axis[], source: Random): Position {
  return position.map((coordinate, index) => {
    const places = sharpPlaces(present(axes[index], "axis"));
    if (places.length === 0 || source.next() >= chance) return coordinate;
    return places[source.integer(places.length)] ?? coordinate;
  });
}

function nearby(position: Position, deviation: number, axes: readonly Axis[], source: Random): Position {
  const moved = axes.map(({ length }, axis) => {
    const stays = source.next() >= MOVES;
    const move = (deviation / Math.sqrt(length)) * source.normal();
    return (position[axis] ?? 0) + (stays ? 0 : move);
  });
  return clipped(moved, axes);
}

function deviationAt(deviations: readonly number[], index: number): number {
  return present(deviations[index % deviations.length], "deviation");
}

/** A place anywhere, more often where worst cases are likely. */
function drawn(axes: readonly Axis[], source: Random): Position {
  const numbers = axes.map(() => source.next());
  return favouredPosition(numbers, axes);
}
