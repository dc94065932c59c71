// What a search that goes on tries first: where larger combinations of the same picture were worst, without their other shifts, and
// the worst points of the object's other pictures.

import type { ShiftBox, ShiftPoint } from "../core/shift.ts";
import type { Criterion } from "../objective/criteria/criterion.ts";
import type { ItemRecord } from "../results/record.ts";
import type { PointOutcome } from "../results/schema.ts";
import { outcomesOf } from "../results/visits.ts";
import { areApart } from "../search/kept.ts";

/** The worst point of a picture, over a search's shifts. */
export interface Winner {
  readonly sample: string;
  readonly point: ShiftPoint;
}

/** Points of larger combinations' searches that are tried. */
const PROJECTED = 3;
/** Nearer than this share of every range to what the search has seen itself, there is nothing to be tried. */
const SEEN = 0.01;
/** Pictures whose worst points are looked at; their comparison grows with the square. */
const WINNERS = 100;

/** The worst points of an object's first pictures; those first that lie near most others'. */
export function rankedWinners(records: readonly ItemRecord[], box: ShiftBox): Winner[] {
  const winners = records
    .slice(0, WINNERS)
    .flatMap(({ sample, points }) =>
      points.slice(0, 1).map(({ point }): Winner => ({ sample, point: within(point, box) })),
    );
  const near = winners.map(
    ({ point }) => winners.filter((other) => !areApart(point, other.point, box)).length,
  );
  const order = winners.map((_, index) => index);
  order.sort((left, right) => (near[right] ?? 0) - (near[left] ?? 0));
  return order.flatMap((index) => winners[index] ?? []);
}

export interface Others {
  /** The search's own, as far as it has come. */
  readonly record: ItemRecord;
  /** Of the same picture's larger combinations. */
  readonly around: readonly ItemRecord[];
  readonly winners: readonly Winner[];
  readonly most: number;
}

/** Up to `most` points that lie apart from each other, those of larger combinations first. */
export function startsFor(
  { box, criterion }: { readonly box: ShiftBox; readonly criterion: Criterion },
  { record, around, winners, most }: Others,
): ShiftPoint[] {
  const chosen = projected(around, record, { box, criterion }).slice(0, most);
  for (const { sample, point } of winners) {
    if (chosen.length >= most) break;
    if (sample !== record.sample && chosen.every((other) => areApart(point, other, box))) chosen.push(point);
  }
  return chosen;
}

/** The worst of what the searches around saw, those that lie apart, as they are without the shifts that the box lacks. */
function projected(
  around: readonly ItemRecord[],
  own: ItemRecord,
  { box, criterion }: { readonly box: ShiftBox; readonly criterion: Criterion },
): ShiftPoint[] {
  const order = criterion.order(own.anomalous);
  const seen = outcomesIn(own).map(({ point }) => point);
  const ranked = around
    .flatMap(outcomesIn)
    .map((outcome) => ({ point: within(outcome.point, box), height: order.height(outcome) }))
    .toSorted((left, right) => left.height - right.height);
  const chosen: ShiftPoint[] = [];
  for (const { point } of ranked) {
    if (chosen.length === PROJECTED) break;
    const isNew = seen.every((known) => areApart(point, known, box, SEEN));
    if (isNew && chosen.every((earlier) => areApart(point, earlier, box))) chosen.push(point);
  }
  return chosen;
}

/** All that a search evaluated. */
function outcomesIn({ points, visits }: ItemRecord): PointOutcome[] {
  return [...points, ...(visits === undefined ? [] : outcomesOf(visits))];
}

function within(point: ShiftPoint, box: ShiftBox): ShiftPoint {
  return Object.fromEntries(box.map(({ facts }) => [facts.name, point[facts.name] ?? 0]));
}
