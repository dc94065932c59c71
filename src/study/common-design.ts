// The shared design that a worst common value is chosen from: station points (one lamp, one lens) that all pictures of an
// object are evaluated at, and the poses that each picture has of its own. Pure.

import { canonicalJson } from "../core/digest.ts";
import { random } from "../core/random.ts";
import {
  type BoxedShift,
  isWholeCircle,
  listedAmounts,
  type ShiftBox,
  type ShiftPoint,
  takenAmount,
} from "../core/shift.ts";
import { areApart } from "../search/kept.ts";
import { lowDiscrepancy } from "../search/low-discrepancy.ts";

export interface StationDesign {
  /** The station shifts alone. */
  readonly box: ShiftBox;
  /** Points that single pictures were found worst at, the most telling first; a shift that one does not name is at 0. */
  readonly winners: readonly ShiftPoint[];
  /** Points that are wanted, at least 1. */
  readonly count: number;
  readonly seedParts: readonly (string | number)[];
}

/** Poses of a picture beside the part as it lies. */
const MOST_POSES = 3;

/** Draws for each point that is wanted: of listed amounts the same may come again. */
const MOST_DRAWS = 64;

/** The shifts of a box that are the station's, and those that are the part's. */
export function scopesOf(box: ShiftBox): { readonly station: ShiftBox; readonly part: ShiftBox } {
  return {
    station: box.filter(({ facts }) => facts.scope === "station"),
    part: box.filter(({ facts }) => facts.scope === "part"),
  };
}

/**
 * At most `count` different points: the station at rest; winners that lie apart, at most half of all; the corners of the
 * box where they still fit, for extremes are mostly worst; then points that fill the box evenly. Where every amount is
 * one of a finite list, and there are no more combinations than points: all of them.
 */
export function stationPoints({ box, winners, count, seedParts }: StationDesign): ShiftPoint[] {
  const rest = restOf(box);
  const lists = box.map(listedAmounts);
  const size = lists.reduce((product, list) => product * (list?.length ?? Number.POSITIVE_INFINITY), 1);
  if (size <= count) return distinct([rest, ...productOf(box, (_, axis) => lists[axis] ?? [])]);
  const found = [rest, ...winners.map((winner) => within(winner, box))];
  const begun = apart(found, box, 1 + Math.floor(count / 2));
  const withCorners = distinct([...begun, ...productOf(box, endsOf)]);
  const points = withCorners.length <= count ? withCorners : begun.slice(0, count);
  return filled(points, { box, count, seedParts });
}

/** The part as it lies, then the poses of these points that lie apart from it and from each other. */
export function posePoints(box: ShiftBox, points: readonly ShiftPoint[]): ShiftPoint[] {
  return apart([restOf(box), ...points.map((point) => within(point, box))], box, 1 + MOST_POSES);
}

/** Every station point under every pose, naming all shifts of the box in its order. */
export function designPoints(
  box: ShiftBox,
  stations: readonly ShiftPoint[],
  poses: readonly ShiftPoint[],
): ShiftPoint[] {
  return stations.flatMap((station) => poses.map((pose) => within({ ...station, ...pose }, box)));
}

/** The amounts nearest to 0. */
function restOf(box: ShiftBox): ShiftPoint {
  return within({}, box);
}

/** A point's amounts for the shifts of a box: inside its ranges, listed where a shift takes listed ones alone. */
function within(point: ShiftPoint, box: ShiftBox): ShiftPoint {
  return Object.fromEntries(
    box.map((boxed) => [boxed.facts.name, taken(boxed, point[boxed.facts.name] ?? 0)]),
  );
}

function taken(boxed: BoxedShift, amount: number): number {
  const [low, high] = boxed.range;
  return takenAmount(boxed, Math.min(high, Math.max(low, amount)));
}

/** The ends of a range; of a whole circle they are one place. */
function endsOf(boxed: BoxedShift): readonly number[] {
  const ends = isWholeCircle(boxed) ? boxed.range.slice(0, 1) : boxed.range;
  return ends.map((end) => taken(boxed, end));
}

/** Every combination of some amounts of each shift. */
function productOf(
  box: ShiftBox,
  amountsOf: (boxed: BoxedShift, axis: number) => readonly number[],
): ShiftPoint[] {
  return box.reduce<ShiftPoint[]>(
    (points, boxed, axis) =>
      points.flatMap((point) =>
        amountsOf(boxed, axis).map((amount) => ({ ...point, [boxed.facts.name]: amount })),
      ),
    [{}],
  );
}

function filled(
  points: readonly ShiftPoint[],
  { box, count, seedParts }: Pick<StationDesign, "box" | "count" | "seedParts">,
): ShiftPoint[] {
  const draws = lowDiscrepancy(box.length, random("common", ...seedParts));
  let all = [...points];
  for (let draw = 0; all.length < count && draw < MOST_DRAWS * count; draw++) {
    const shares = draws.next().value;
    const amounts = box.map(({ facts: { name }, range: [low, high] }, axis) => [
      name,
      low + (high - low) * (shares[axis] ?? 0),
    ]);
    all = distinct([...all, within(Object.fromEntries(amounts), box)]);
  }
  return all;
}

/** The first `most` of those that lie apart from all before them. */
function apart(points: readonly ShiftPoint[], box: ShiftBox, most: number): ShiftPoint[] {
  const taken: ShiftPoint[] = [];
  for (const point of points) {
    if (taken.length === most) break;
    if (taken.every((other) => areApart(point, other, box))) taken.push(point);
  }
  return taken;
}

function distinct(points: readonly ShiftPoint[]): ShiftPoint[] {
  return [...new Map(points.map((point) => [canonicalJson(point), point])).values()];
}
