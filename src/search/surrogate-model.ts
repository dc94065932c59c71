// The surrogate of a search: a Gaussian process of the visits, whose kernel is fitted anew as they grow in number. Of many
// visits it knows the best and of the others those that lie furthest apart, for its cost grows with their square.

import { type Axis, axesBeyondThree, distance, type Position } from "./cube.ts";
import { featureSpace } from "./feature-space.ts";
import { type GaussianProcess, gaussianProcess, type Place, type Points } from "./gaussian-process.ts";
import type { Visit } from "./ledger.ts";
import { type Fit, fitted, kernelOf } from "./process-fit.ts";

export interface Surrogate extends Pick<GaussianProcess, "believe" | "tighten" | "deviation"> {
  readonly at: (position: Position) => Place;
  /** The lowest value that it knows. */
  readonly best: number;
}

/** Visits that the process knows. Among more than three axes a search comes back to places that it has forgotten. */
const knownOf = (axes: readonly Axis[]): number => (axesBeyondThree(axes) > 0 ? 400 : 180);
/** Visits that its kernel is fitted to. */
const FITTED = 100;
/** The kernel is fitted again once there are so many times as many visits. */
const GROWTH = 1.25;

/** Surrogates of one search's visits, each with room for `most` places that are believed; null of no finite visit. */
export function surrogates(
  axes: readonly Axis[],
  most: number,
): (visits: readonly Visit[]) => Surrogate | null {
  const space = featureSpace(axes);
  const pointsOf = (visits: readonly Visit[]): Points => ({
    count: visits.length,
    axes: space.axes,
    features: Float64Array.from(visits.flatMap(({ position }) => space.of(position))),
  });
  const valuesOf = (visits: readonly Visit[]): Float64Array =>
    Float64Array.from(visits, ({ value }) => value);
  let fit: Fit | undefined;
  let fittedTo = 0;
  return (visits) => {
    const finite = visits.filter(({ value }) => Number.isFinite(value));
    if (finite.length === 0) return null;
    if (fit === undefined || finite.length >= GROWTH * fittedTo) {
      const some = telling(finite, FITTED, axes);
      fit = fitted(pointsOf(some), valuesOf(some), space.fit, fit);
      fittedTo = finite.length;
    }
    const some = telling(finite, knownOf(axes), axes);
    const process = gaussianProcess(pointsOf(some), valuesOf(some), kernelOf(fit, space.fit), most);
    const best = some.reduce((least, { value }) => Math.min(least, value), Number.POSITIVE_INFINITY);
    return { ...process, best, at: (position) => process.at(space.of(position)) };
  };
}

/** All visits, or `most` of them: half of these are the best, the others are spread out. */
function telling(visits: readonly Visit[], most: number, axes: readonly Axis[]): readonly Visit[] {
  if (visits.length <= most) return visits;
  const ranked = visits.toSorted((left, right) => left.value - right.value);
  const chosen = ranked.slice(0, Math.floor(most / 2));
  const others = ranked.slice(chosen.length);
  const room = others.map(({ position }) =>
    chosen.reduce(
      (least, other) => Math.min(least, distance(position, other.position, axes)),
      Number.POSITIVE_INFINITY,
    ),
  );
  while (chosen.length < most) {
    const furthest = room.reduce((best, own, index) => (own > (room[best] ?? -1) ? index : best), 0);
    const visit = others[furthest];
    if (visit === undefined) break;
    chosen.push(visit);
    room[furthest] = -1;
    for (const [index, { position }] of others.entries())
      room[index] = Math.min(room[index] ?? 0, distance(position, visit.position, axes));
  }
  return chosen;
}
