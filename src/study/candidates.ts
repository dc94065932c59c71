// What a run knows of one sample: the points that were evaluated, those within a combination of shifts, and the worst
// of them. Pure queries over records.

import { canonicalJson } from "../core/digest.ts";
import { present } from "../core/errors.ts";
import type { Shift } from "../core/shift.ts";
import type { Experiment, ItemRecord } from "../results/record.ts";
import type { ChosenOutcome, PointOutcome } from "../results/schema.ts";
import { isWorse, worstOf } from "../search/search.ts";
import type { MapChoice } from "./aggregate.ts";
import { combinationOf } from "./combination.ts";

export interface Candidate extends MapChoice, PointOutcome {
  /** What evaluated it: a combination, "original", or "sweep theta". */
  readonly from: string;
}

/**
 * What the nested bound chooses from: the winners of the search over `over` and of those over its subsets, and the
 * original. The combination's own stands first, so that it wins ties; then the larger subset.
 */
export function winnersWithin(records: readonly ItemRecord[], over: readonly Shift[]): Candidate[] {
  const searched = records
    .filter(({ experiment }) => experiment.kind === "bound" && isWithin(experiment, over))
    .toSorted((left, right) => sizeOf(right.experiment) - sizeOf(left.experiment));
  const originals = records.filter(({ experiment }) => experiment.kind === "original");
  return [...searched, ...originals].flatMap((record) => candidatesOf(record).slice(0, 1));
}

/**
 * Every point with a map that the run evaluated within `over`: the winners, what the search over `over` kept beside its
 * own, then the sweeps. Of the latter two, a point that stands there already is left out.
 */
export function knownWithin(records: readonly ItemRecord[], over: readonly Shift[]): Candidate[] {
  const own = records.filter(
    ({ experiment }) => experiment.kind === "bound" && combinationOf(experiment.over) === combinationOf(over),
  );
  const swept = records.filter(({ experiment }) => experiment.kind === "sweep" && isWithin(experiment, over));
  const winners = winnersWithin(records, over);
  const others = [...own.flatMap((record) => candidatesOf(record).slice(1)), ...swept.flatMap(candidatesOf)];
  const seen = new Set(winners.map(({ point }) => canonicalJson(point)));
  return [
    ...winners,
    ...others.filter(({ point }) => {
      const name = canonicalJson(point);
      return !seen.has(name) && seen.add(name);
    }),
  ];
}

/** The nested worst: that of `winnersWithin`. */
export function nestedCandidate(records: readonly ItemRecord[], over: readonly Shift[]): Candidate {
  return present(worstOf(winnersWithin(records, over)), "winner");
}

/** A candidate as a summary holds it. */
export function chosenOutcome({ point, loss, pauroc, imageScore, from }: Candidate): ChosenOutcome {
  return { point, loss, pauroc, imageScore, from };
}

/**
 * By how much `known` is worse than `found`: in pAUROC, without one in loss; 0 where it is not worse, or by loss alone
 * at an equal pAUROC.
 */
export function headroomOf(found: PointOutcome, known: PointOutcome): number {
  if (!isWorse(known, found)) return 0;
  return found.pauroc === null || known.pauroc === null
    ? known.loss - found.loss
    : found.pauroc - known.pauroc;
}

function candidatesOf(record: ItemRecord): Candidate[] {
  const from = sourceOf(record.experiment);
  return record.points.map((outcome, index) => ({ ...outcome, record, index, from }));
}

function isWithin(experiment: Experiment, over: readonly Shift[]): boolean {
  if (experiment.kind === "original") return true;
  return experiment.kind === "sweep"
    ? over.includes(experiment.shift)
    : experiment.over.every((shift) => over.includes(shift));
}

function sizeOf(experiment: Experiment): number {
  return experiment.kind === "bound" ? experiment.over.length : 0;
}

function sourceOf(experiment: Experiment): string {
  if (experiment.kind === "bound") return combinationOf(experiment.over);
  return experiment.kind === "sweep" ? `sweep ${experiment.shift}` : experiment.kind;
}
