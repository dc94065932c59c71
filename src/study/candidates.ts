// What a run knows of one sample: the points that were evaluated, those within a combination of shifts, and the worst
// of them. Pure queries over records.

import { canonicalJson } from "../core/digest.ts";
import { present } from "../core/errors.ts";
import type { ShiftPoint, ShiftRanges } from "../core/shift.ts";
import type { Criterion } from "../objective/criteria/criterion.ts";
import { type Experiment, type ItemRecord, shiftsOf } from "../results/record.ts";
import type { ChosenOutcome, PointOutcome } from "../results/schema.ts";
import { worstOf } from "../search/search.ts";
import type { MapChoice } from "./aggregate.ts";
import { boundRole, commonRole, drawnWorstRole, ORIGINAL } from "./questions/roles.ts";
import { orderFor, type PictureRecords, type SearchedCombination } from "./searched.ts";

export interface Candidate extends MapChoice, PointOutcome {
  /** The role of what evaluated it. */
  readonly from: string;
}

/** Rounding that a recorded amount may be off its range by. */
const SLACK = 1e-9;

/**
 * What the nested bound chooses from: the winners of the combination's search and of those over its subsets, the
 * original, and the worst of the shared design and of the draws where other points than these are. The combination's own
 * stands first, so that it wins ties; then the larger subset.
 */
export function winnersWithin(sample: PictureRecords, combination: SearchedCombination): Candidate[] {
  const { over, ranges } = combination;
  const searched = [...sample.records]
    .filter(([role, { experiment }]) => isBound(role, experiment) && areWithin(shiftsOf(experiment), over))
    .toSorted(([, left], [, right]) => sizeOf(right.experiment) - sizeOf(left.experiment))
    .map(([role]) => role);
  const winners = [...searched, ORIGINAL]
    .flatMap((role) => pointsOf(sample, role).slice(0, 1))
    .filter(({ point }) => isInside(point, ranges));
  const [designed, drawn] = [commonRole, drawnWorstRole].map((roleOf) =>
    worstOf(pointsOf(sample, roleOf(combination.name)), orderFor(combination, sample.sample)),
  );
  return withOthers(winners, [designed ?? [], drawn ?? []].flat());
}

/**
 * Every point that the run evaluated within a combination's box: the winners, what its own search kept beside
 * its own, then whatever other points were evaluated, those with maps first. Of the latter two, a point that stands there
 * already is left out.
 */
export function knownWithin(sample: PictureRecords, combination: SearchedCombination): Candidate[] {
  const { role: ownRole, over, ranges } = combination;
  const others = [...sample.records]
    .filter(([role, { experiment }]) => !isBound(role, experiment) && areWithin(shiftsOf(experiment), over))
    .toSorted(([, left], [, right]) => Number(keepsNumbers(left)) - Number(keepsNumbers(right)))
    .flatMap(([role]) => pointsOf(sample, role))
    .filter((candidate) => isInView(candidate) && isInside(candidate.point, ranges));
  const kept = pointsOf(sample, ownRole).slice(1);
  return withOthers(winnersWithin(sample, combination), [...kept, ...others]);
}

/** Those that can be pooled with the picture as it is: with a map, where that has one. */
export function pooledWithin(sample: PictureRecords, combination: SearchedCombination): Candidate[] {
  const needsMaps = sample.records.get(ORIGINAL)?.maps !== undefined;
  return knownWithin(sample, combination).filter(({ record }) => !needsMaps || !keepsNumbers(record));
}

/** The nested worst: that of `winnersWithin`. */
export function nestedCandidate(sample: PictureRecords, combination: SearchedCombination): Candidate {
  const order = orderFor(combination, sample.sample);
  return present(worstOf(winnersWithin(sample, combination), order), "winner");
}

/** A candidate as a summary holds it. */
export function chosenOutcome({ record: _record, index: _index, ...outcome }: Candidate): ChosenOutcome {
  return outcome;
}

/**
 * By how much `known` is worse than `found`, in the criterion's value, or where one of them has none in loss; 0 where it
 * is not worse, or by less than that value tells.
 */
export function headroomOf(
  found: PointOutcome,
  known: PointOutcome,
  criterion: Criterion,
  anomalous: boolean,
): number {
  if (!criterion.order(anomalous).isWorse(known, found)) return 0;
  const [of, than] = [criterion.value(found), criterion.value(known)];
  if (of !== null && than !== null) return Math.abs(of - than);
  return known.loss === null || found.loss === null ? 0 : known.loss - found.loss;
}

/** The points of a picture's record of a role, in order; none without one. */
export function pointsOf({ records }: PictureRecords, role: string): Candidate[] {
  const record = records.get(role);
  if (record === undefined) return [];
  return record.points.map((outcome, index) => ({ ...outcome, record, index, from: role }));
}

/** Its maps were not kept, whether the detector gives some or not. */
function keepsNumbers({ experiment }: ItemRecord): boolean {
  return experiment.keeps !== undefined;
}

/** The search over a combination, of which others see the winner alone. */
function isBound(role: string, experiment: Experiment): boolean {
  return experiment.kind === "search" && role === boundRole(shiftsOf(experiment).join("+"));
}

/** More candidates, but for points that stand there already. */
function withOthers(first: readonly Candidate[], others: readonly Candidate[]): Candidate[] {
  const seen = new Set(first.map(({ point }) => canonicalJson(point)));
  return [
    ...first,
    ...others.filter(({ point }) => {
      const name = canonicalJson(point);
      return !seen.has(name) && seen.add(name);
    }),
  ];
}

/** What a camera cannot see is its fixture's fault, not the detector's. */
function isInView({ outOfView }: PointOutcome): boolean {
  return outOfView !== true;
}

function areWithin(names: readonly string[], over: readonly string[]): boolean {
  return names.every((name) => over.includes(name));
}

/** True where every amount is within its range: another search's may have been wider. */
function isInside(point: ShiftPoint, ranges: ShiftRanges): boolean {
  return Object.entries(point).every(([name, amount]) => {
    const range = ranges[name];
    return range !== undefined && amount >= range[0] - SLACK && amount <= range[1] + SLACK;
  });
}

function sizeOf(experiment: Experiment): number {
  return shiftsOf(experiment).length;
}
