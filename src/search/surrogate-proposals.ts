// Proposals from a surrogate, after DYCORS (Regis & Shoemaker, Engineering Optimization 45, 2013): random places near
// the best ones and anywhere in the box are rated by the surrogate's prediction and by their distance from all that
// is known. A batch takes one place for each weighting of the two, from bold to greedy.

import { present } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import { distinctBest } from "./basins.ts";
import { type Axis, clipped, distance, type Position } from "./cube.ts";
import type { Visit } from "./ledger.ts";
import type { Proposer } from "./proposer.ts";
import { radialBasis, type Surrogate } from "./radial-basis.ts";
import { favoured } from "./starts.ts";

export interface SurrogateOptions {
  readonly axes: readonly Axis[];
  /** Everything known by now, whoever visited it. */
  readonly visits: () => readonly Visit[];
  readonly source: Random;
}

/** Weight of the prediction against the distance, one for each place of a batch. */
const WEIGHTS = [0.3, 0.6, 0.8, 0.95, 1];

/** Standard deviations of the places near a good one, as shares of an axis that is one long. */
const DEVIATIONS = [0.2, 0.1, 0.05, 0.025];
/** Chance that a coordinate moves at all: the others keep a good place's, a face's among them. */
const MOVES = 0.7;

const GOOD_PLACES = 3;
const GOOD_PLACES_APART = 0.3;
const NEAR_EACH = 60;
const ANYWHERE = 120;
/** Nothing nearer than this to a known place is worth asking for. */
const NEAREST = 0.004;
const SMOOTHING = 1e-5;

/** Batches without end, each from all that `visits` gives by then. */
export function* surrogateProposals({ axes, visits, source }: SurrogateOptions): Proposer {
  const anywhere = (): Position => axes.map((axis) => favoured(source.next(), axis));
  for (;;) {
    const known = visits();
    const places = Array.from({ length: ANYWHERE }, anywhere);
    for (const { position } of distinctBest(known, GOOD_PLACES, axes, GOOD_PLACES_APART)) {
      for (let index = 0; index < NEAR_EACH; index++) {
        places.push(
          nearby(position, present(DEVIATIONS[index % DEVIATIONS.length], "deviation"), axes, source),
        );
      }
    }
    const model = surrogateOf(known, axes);
    const batch = chosenPlaces(places, model, known, axes);
    yield batch.length > 0 ? batch : [anywhere()];
  }
}

function nearby(position: Position, deviation: number, axes: readonly Axis[], source: Random): Position {
  const moved = axes.map(({ length }, axis) => {
    const stays = source.next() >= MOVES;
    const move = (deviation / Math.sqrt(length)) * source.normal();
    return (position[axis] ?? 0) + (stays ? 0 : move);
  });
  return clipped(moved, axes);
}

/** The surrogate in positions. Values above the median are cut to it: how high a hill is matters to no one. */
function surrogateOf(visits: readonly Visit[], axes: readonly Axis[]): Surrogate {
  const finite = visits.filter(({ value }) => Number.isFinite(value));
  const sorted = finite.map(({ value }) => value).sort((left, right) => left - right);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const model = radialBasis(
    finite.map(({ position }) => features(position, axes)),
    finite.map(({ value }) => Math.min(value, median)),
    SMOOTHING,
  );
  return model === null ? () => 0 : (position) => model(features(position, axes));
}

/** A position where plain distances count alike; an axis that wraps becomes a circle. */
function features(position: Position, axes: readonly Axis[]): number[] {
  return axes.flatMap(({ wraps, length }, axis) => {
    const value = position[axis] ?? 0;
    if (!wraps) return [length * value];
    const angle = 2 * Math.PI * value;
    const radius = length / (2 * Math.PI);
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

function chosenPlaces(
  places: readonly Position[],
  model: Surrogate,
  visits: readonly Visit[],
  axes: readonly Axis[],
): Position[] {
  let rated = places.map((position) => ({
    position,
    prediction: model(position),
    room: roomAt(position, visits, axes),
  }));
  const chosen: Position[] = [];
  for (const weight of WEIGHTS) {
    rated = rated.filter(({ room }) => room > NEAREST);
    const prediction = asShare(rated.map((place) => place.prediction));
    const room = asShare(rated.map((place) => place.room));
    const score = (place: (typeof rated)[number]): number =>
      weight * prediction(place.prediction) - (1 - weight) * room(place.room);
    const [first, ...others] = rated;
    if (first === undefined) break;
    const best = others.reduce((least, place) => (score(place) < score(least) ? place : least), first);
    chosen.push(best.position);
    rated = rated.map((place) => ({
      ...place,
      room: Math.min(place.room, distance(place.position, best.position, axes)),
    }));
  }
  return chosen;
}

/** The distance to the nearest known place. */
function roomAt(position: Position, visits: readonly Visit[], axes: readonly Axis[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const visit of visits) least = Math.min(least, distance(position, visit.position, axes));
  return least;
}

/** Maps the values' range onto [0, 1]. */
function asShare(values: readonly number[]): (value: number) => number {
  const low = Math.min(...values);
  const width = Math.max(...values) - low;
  return (value) => (width > 0 ? (value - low) / width : 0);
}
