// One sample's part of a summary: its original, what every search found, how well it searched, and the nested worst.

import { present } from "../core/errors.ts";
import type { Experiment } from "../results/record.ts";
import type {
  ChosenOutcome,
  Combination,
  PointOutcome,
  SampleSummary,
  SearchOutcome,
} from "../results/schema.ts";
import { EXHAUSTIVE_STRATEGY } from "../search/registry.ts";
import { worstOf } from "../search/search.ts";
import {
  type Candidate,
  chosenOutcome,
  headroomOf,
  knownWithin,
  nestedCandidate,
  pointsOf,
} from "./candidates.ts";
import { flagsOf } from "./flags.ts";
import { notesTogether, phaseRecords } from "./phases.ts";
import { drawsRole, ORIGINAL } from "./questions/roles.ts";
import { orderFor, recordOf, type SampleRecords, type SearchedCombination } from "./searched.ts";

/**
 * The summary of a sample whose items are all done; `chosen` is the object-level bound's choice, `common` where it stands
 * at the worst common value.
 */
export function sampleSummary(
  own: SampleRecords,
  combinations: readonly SearchedCombination[],
  chosen: ReadonlyMap<Combination, Candidate>,
  common: ReadonlyMap<Combination, Candidate> = new Map(),
): SampleSummary {
  const { sample } = own;
  const bounds: Record<Combination, SearchOutcome> = {};
  const nested: Record<Combination, ChosenOutcome> = {};
  for (const combination of combinations) {
    bounds[combination.name] = searchOutcome(own, combination);
    nested[combination.name] = chosenOutcome(nestedCandidate(own, combination));
  }
  const original = recordOf(own, ORIGINAL);
  return {
    object: sample.object,
    sample: sample.id,
    defect: sample.defect,
    anomalous: sample.anomalous,
    ...(original.maskVanished ? { maskVanished: true } : {}),
    original: present(original.points[0], "point"),
    bounds,
    nested,
    objectLevel: outcomesOf(chosen),
    ...(common.size === 0 ? {} : { common: outcomesOf(common) }),
  };
}

function outcomesOf(candidates: ReadonlyMap<Combination, Candidate>): Record<Combination, ChosenOutcome> {
  return Object.fromEntries([...candidates].map(([name, candidate]) => [name, chosenOutcome(candidate)]));
}

function searchOutcome(own: SampleRecords, combination: SearchedCombination): SearchOutcome {
  const phases = phaseRecords(own, combination);
  const { points, experiment } = present(phases.at(-1), "search");
  const { anomalous } = own.sample;
  const order = orderFor(combination, own.sample);
  const best = present(points[0], "point");
  const each = phases.map(({ search }) => present(search, "search notes"));
  const notes = notesTogether(each, order);
  const known = knownWithin(own, combination);
  const values = known.filter(({ record }) => record.experiment.kind === "points");
  const { evaluations, steps, units } = notes;
  const worst = present(worstOf(known, order), "candidate");
  return {
    ...best,
    ...{ evaluations, steps, units },
    ...(each.length === 1 ? {} : { phases: each.map((phase) => phase.units) }),
    ...(notes.outOfView === undefined ? {} : { outOfViewShare: notes.outOfView / evaluations }),
    flags: flagsOf(best, notes, values, order),
    headroom: headroomOf(best, worst, combination.criterion, anomalous),
    ...(isExhaustive(experiment) ? { exhausted: true } : {}),
    ...drawsBeside(own, combination, best),
  };
}

function isExhaustive(experiment: Experiment): boolean {
  return experiment.kind === "search" && experiment.strategy === EXHAUSTIVE_STRATEGY;
}

/** What a camera cannot see is no draw that is worse. */
function drawsBeside(
  own: SampleRecords,
  combination: SearchedCombination,
  best: PointOutcome,
): Pick<SearchOutcome, "draws"> {
  const drawn = pointsOf(own, drawsRole(combination.name));
  if (drawn.length === 0) return {};
  const { isWorse } = orderFor(combination, own.sample);
  const worse = drawn.filter((draw) => draw.outOfView !== true && isWorse(draw, best));
  return { draws: { count: drawn.length, worse: worse.length } };
}
