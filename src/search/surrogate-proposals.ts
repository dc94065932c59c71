// Proposals from a surrogate: a Gaussian process of all that is known rates random places near the best ones and anywhere in
// the box by the improvement to be expected. A batch takes the best, believes it to be what it is predicted to be, and goes on
// (the kriging believer of Ginsbourger, Le Riche & Carraro 2010). The last of a batch is bold: a kernel that was fitted to
// where little happens is too sure of itself.

import { present } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import { distinctBest } from "./basins.ts";
import { type Axis, clipped, isApart, type Position, sharpPlaces } from "./cube.ts";
import { expectedImprovement } from "./expected-improvement.ts";
import type { Place } from "./gaussian-process.ts";
import type { Visit } from "./ledger.ts";
import type { Proposer } from "./proposer.ts";
import { favouredPosition } from "./starts.ts";
import { type Surrogate, surrogates } from "./surrogate-model.ts";

export interface SurrogateOptions {
  readonly axes: readonly Axis[];
  /** Everything known by now, whoever visited it. */
  readonly visits: () => readonly Visit[];
  readonly source: Random;
}

/** Places of a batch. */
const BATCH = 5;
/** Deviations below its mean at which a bold place is rated. */
const BOLDNESS = 3;

/** Standard deviations of the places near a good one, as shares of an axis that is one long. */
const DEVIATIONS = [0.2, 0.1, 0.05, 0.02];
/** The same of those near the best rated, in two rounds. */
const FINE_DEVIATIONS = [0.08, 0.03, 0.01];
/** Chance that a coordinate moves at all: the others keep a good place's, a face's among them. */
const MOVES = 0.7;
/** Chances that a place anywhere, and one near a good one, goes where a shift is sharp. */
const SHARP_ANYWHERE = 0.3;
const SHARP_NEAR = 0.15;

const GOOD_PLACES = 4;
const GOOD_PLACES_APART = 0.2;
const ANYWHERE = 200;
const REFINED = 3;
const NEAR_REFINED = 8;
/** Places near each good one, and rounds near the best rated: with every axis beyond the third there are more ways to go. */
const nearEach = ({ length }: readonly Axis[]): number => Math.max(50, 40 * (length - 3));
const roundsOf = ({ length }: readonly Axis[]): number => Math.max(2, 2 * (length - 3));
/** Of more axes than three: places on a good one's lines along every axis; the chance that a second coordinate leaves, too. */
const onEachLine = ({ length }: readonly Axis[]): number => (length > 3 ? 20 : 0);
const LEAVES_TOO = 0.4;
/** Deviation of every other such place from its line. */
const OFF_LINE = 0.05;

interface Rated {
  readonly position: Position;
  readonly place: Place;
}

/** Batches without end, each from all that `visits` gives by then. */
export function* surrogateProposals({ axes, visits, source }: SurrogateOptions): Proposer {
  const modelOf = surrogates(axes, BATCH);
  const anywhere = (): Position => madeSharp(drawn(axes, source), SHARP_ANYWHERE, axes, source);
  for (;;) {
    const known = visits();
    const places = Array.from({ length: ANYWHERE }, anywhere);
    for (const { position } of distinctBest(known, GOOD_PLACES, axes, GOOD_PLACES_APART)) {
      for (let index = 0; index < nearEach(axes); index++) {
        const near = nearby(position, deviationAt(DEVIATIONS, index), axes, source);
        places.push(madeSharp(near, SHARP_NEAR, axes, source));
      }
      places.push(...alongLines(position, axes, source));
    }
    const model = modelOf(known);
    const batch = model === null ? [] : batchOf(model, { places, known, axes, source });
    yield batch.length > 0 ? batch : [anywhere()];
  }
}

interface Candidates {
  readonly places: readonly Position[];
  readonly known: readonly Visit[];
  readonly axes: readonly Axis[];
  readonly source: Random;
}

function batchOf(model: Surrogate, { places, known, axes, source }: Candidates): Position[] {
  const rated = places.map((position): Rated => ({ position, place: model.at(position) }));
  const taken = known.map(({ position }) => position);
  const chosen: Position[] = [];
  for (let index = 0; index < BATCH; index++) {
    const merit = index === BATCH - 1 ? bold(model) : improvement(model);
    const isNew = ({ position }: Rated): boolean => isApart(position, taken, axes);
    let best = bestRated(rated, { merit, isNew, model });
    for (let round = 0; round < roundsOf(axes); round++) {
      const finer = best.flatMap(({ position }) =>
        Array.from({ length: NEAR_REFINED }, (_, near): Rated => {
          const at = nearby(position, deviationAt(FINE_DEVIATIONS, near), axes, source);
          return { position: at, place: model.at(at) };
        }),
      );
      best = bestRated([...best, ...finer], { merit, isNew, model });
    }
    const next = best[0];
    if (next === undefined) break;
    chosen.push(next.position);
    taken.push(next.position);
    model.believe(next.place);
  }
  return chosen;
}

type Merit = (place: Place) => number;

function improvement({ deviation, best }: Surrogate): Merit {
  return ({ mean, variance }) => expectedImprovement(mean, deviation * Math.sqrt(variance), best);
}

function bold({ deviation }: Surrogate): Merit {
  return ({ mean, variance }) => BOLDNESS * deviation * Math.sqrt(variance) - mean;
}

interface Rating {
  readonly merit: Merit;
  readonly isNew: (one: Rated) => boolean;
  readonly model: Pick<Surrogate, "tighten">;
}

/**
 * Those of the highest merit that are new, the best first. Merit grows with the deviation, of which little is known at first: only
 * the places that may still be among the best are looked at closely.
 */
function bestRated(rated: readonly Rated[], { merit, isNew, model }: Rating): Rated[] {
  const merits = Float64Array.from(rated, ({ place }) => merit(place));
  const best: Rated[] = [];
  for (let left = rated.length; left > 0 && best.length < REFINED; ) {
    const highest = indexOfHighest(merits);
    const one = present(rated[highest], "place");
    if (model.tighten(one.place)) {
      merits[highest] = merit(one.place);
      continue;
    }
    if (isNew(one)) best.push(one);
    merits[highest] = Number.NEGATIVE_INFINITY;
    left--;
  }
  return best;
}

function indexOfHighest(numbers: Float64Array): number {
  let highest = 0;
  for (let index = 1; index < numbers.length; index++)
    if ((numbers[index] as number) > (numbers[highest] as number)) highest = index;
  return highest;
}

function deviationAt(deviations: readonly number[], index: number): number {
  return present(deviations[index % deviations.length], "deviation");
}

function nearby(position: Position, deviation: number, axes: readonly Axis[], source: Random): Position {
  const moved = axes.map(({ length }, axis) => {
    const stays = source.next() >= MOVES;
    const move = (deviation / Math.sqrt(length)) * source.normal();
    return (position[axis] ?? 0) + (stays ? 0 : move);
  });
  return clipped(moved, axes);
}

/** A place anywhere, more often where worst cases are likely. */
function drawn(axes: readonly Axis[], source: Random): Position {
  const numbers = axes.map(() => source.next());
  return favouredPosition(numbers, axes);
}

/** Places with all but one or two of a place's coordinates, these anywhere; every other time a little off. */
function alongLines(position: Position, axes: readonly Axis[], source: Random): Position[] {
  return Array.from({ length: onEachLine(axes) }).flatMap((_, turn) => {
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
