// Searches that share what they find. A combination's search of a picture begins from all that the picture's sweeps and the
// beginnings of its subsets' searches saw; once all pictures of the object have begun, each goes on from its own, from all of its
// subsets', from where the larger combinations were worst and from the worst points of the other pictures. Pure functions of
// finished records, at fixed phases: the order in which items are computed changes nothing.

import { present } from "../core/errors.ts";
import { rangesOf, type ShiftBox } from "../core/shift.ts";
import type { Criterion } from "../objective/criteria/criterion.ts";
import type { Experiment, ItemRecord } from "../results/record.ts";
import { CONTINUED_STRATEGY } from "../search/registry.ts";
import { allotted } from "./allotment.ts";
import type { Planned, PlannedSample, PlanView } from "./questions/question.ts";
import { boundRole, phaseRole, sweepRole } from "./questions/roles.ts";
import { rankedWinners, startsFor } from "./shared-starts.ts";

export interface SharedSearch {
  /** Its name: "theta+hue". */
  readonly combination: string;
  readonly box: ShiftBox;
  readonly criterion: Criterion;
  /** What it begins with. */
  readonly strategy: string;
  /** Gradient steps of a search that shares nothing. */
  readonly budget: number;
  /** Roles of the searches over its subsets: those that it begins from, and all, which it goes on from. */
  readonly begunWithin: readonly string[];
  readonly within: readonly string[];
  /** Roles of the beginnings of those that contain it. */
  readonly around: readonly string[];
}

/**
 * Shares of the budget of a search that shares nothing, of a box of length 1: the longer its ranges, in lengths over which a
 * detector's answers change, the more there is to find.
 */
interface Shares {
  /** Lengths of a box that are counted at least: wells of a plane are missed with less, however short its ranges are. */
  readonly least: number;
  /** Of the phase that begins, and the same where nothing of the picture is known. */
  readonly begins: number;
  readonly alone: number;
  /** Of the phases that go on. */
  readonly goesOn: readonly number[];
}

const SHARES: readonly Shares[] = [
  { least: 0.5, begins: 0.0155, alone: 0.029, goesOn: [0.0061] },
  { least: 2.5, begins: 0.0248, alone: 0.031, goesOn: [0.0052] },
];
const LARGEST: Shares = { least: 1.5, begins: 0.0222, alone: 0.0302, goesOn: [0.0052, 0.0027] };

/** Lengths of a range that are counted at most, and the largest share of a phase. */
const MOST_LENGTH = 3;
const MOST_SHARE = 0.6;
/** The power of a box's length, its ranges' sum, by which its shares grow. */
const GROWTH = 1.8;

/** Starts that others give, as a share of the units of going on. */
const START_SHARE = 0.25;

/** The roles of a search's phases, in their order; the last is the search's own. */
export function phasesOf({ combination, box }: Pick<SharedSearch, "combination" | "box">): readonly string[] {
  const { goesOn } = sharesOf(box);
  return [...goesOn.map((_, index) => phaseRole(combination, index + 1)), boundRole(combination)];
}

/** What the phases of one picture come to, at even shares. */
export function foreseenPhases(
  search: SharedSearch,
  view: Pick<PlanView, "seed" | "offered">,
): readonly Experiment[] {
  const { begins, alone, goesOn } = sharesOf(search.box);
  const first = knownRoles(search, search.begunWithin, view).length === 0 ? alone : begins;
  return [first, ...goesOn].map((share, phase) => ({
    ...searchOf(search, view, {
      ...{ steps: share * search.budget, from: [] },
      strategy: phase === 0 ? search.strategy : CONTINUED_STRATEGY,
    }),
    ...(phase < goesOn.length ? { keeps: "numbers" } : {}),
  }));
}

/** What the searches need by now. */
export function plannedShared(search: SharedSearch, view: PlanView): Planned[] {
  const phases = phasesOf(search);
  return picturesAlike(view.samples).flatMap((samples) =>
    phases.flatMap((_, phase) =>
      phase === 0
        ? samples.flatMap((sample) => begun(search, sample, view))
        : goingOn(search, phase, samples, view),
    ),
  );
}

function begun(search: SharedSearch, { id }: PlannedSample, view: PlanView): Planned[] {
  const parents = keysOf(knownRoles(search, search.begunWithin, view), id, view);
  if (parents === null) return [];
  const { begins, alone } = sharesOf(search.box);
  const experiment = searchOf(search, view, {
    steps: (parents.length === 0 ? alone : begins) * search.budget,
    ...{ strategy: search.strategy, from: parents },
  });
  return [
    {
      sample: id,
      role: present(phasesOf(search)[0], "phase"),
      experiment: { ...experiment, keeps: "numbers" },
    },
  ];
}

/**
 * A phase that goes on; nothing as long as one of the pictures has not ended the one before, or something of the picture's other
 * searches is missing.
 */
function goingOn(
  search: SharedSearch,
  phase: number,
  samples: readonly PlannedSample[],
  view: PlanView,
): Planned[] {
  const phases = phasesOf(search);
  const role = present(phases[phase], "phase");
  const records = samples.flatMap(({ id }) => view.record(id, present(phases[phase - 1], "phase")) ?? []);
  if (records.length < samples.length) return [];
  const share = present(sharesOf(search.box).goesOn[phase - 1], "share");
  const winners = rankedWinners(records, search.box);
  const before = phase < 2 ? [] : samples.flatMap(({ id }) => view.record(id, phases[phase - 2] ?? "") ?? []);
  const allotments = allotted(share * search.budget, gainsOf(before, records, search.criterion));
  return records.flatMap((record, index) => {
    const { sample } = record;
    const parents = keysOf(knownRoles(search, search.within, view), sample, view);
    const around = search.around.flatMap((larger) => view.record(sample, larger) ?? []);
    if (parents === null || around.length < search.around.length) return [];
    const own = phases.slice(0, phase).flatMap((earlier) => view.finished(sample, earlier) ?? []);
    const from = [...own.toReversed(), ...parents];
    const steps = allotments[index] ?? share * search.budget;
    const { budget, ...basis } = searchOf(search, view, { steps, strategy: CONTINUED_STRATEGY, from });
    const starts = startsFor(search, {
      ...{ record, around, winners },
      most: Math.floor(START_SHARE * 2 * budget),
    });
    const experiment: Experiment = {
      ...{ ...basis, budget },
      ...(starts.length === 0 ? {} : { starts }),
      ...(phase === phases.length - 1 ? {} : { keeps: "numbers" }),
    };
    return [{ sample, role, experiment }];
  });
}

function searchOf(
  { box, criterion }: SharedSearch,
  { seed }: Pick<PlanView, "seed">,
  { steps, strategy, from }: { steps: number; strategy: string; from: readonly string[] },
): Extract<Experiment, { readonly kind: "search" }> {
  return {
    ...{ kind: "search", box: rangesOf(box), criterion: criterion.name, strategy },
    ...{ budget: Math.max(1, Math.round(steps)), seed, from, tells: "visits" },
  };
}

function sharesOf(box: ShiftBox): Omit<Shares, "least"> {
  const { least, begins, alone, goesOn } = SHARES[box.length - 1] ?? LARGEST;
  const lengths = Math.max(least, lengthsOf(box));
  const ofBox = (share: number): number => Math.min(MOST_SHARE, share * lengths ** GROWTH);
  return { begins: ofBox(begins), alone: ofBox(alone), goesOn: goesOn.map(ofBox) };
}

function lengthsOf(box: ShiftBox): number {
  return box.reduce(
    (sum, { facts, range: [low, high] }) => sum + Math.min(MOST_LENGTH, (high - low) / facts.search.length),
    0,
  );
}

/** By how much the second of each two records is worse than the first, in the order's height. */
function gainsOf(
  before: readonly ItemRecord[],
  after: readonly ItemRecord[],
  criterion: Criterion,
): readonly number[] {
  return before.map(({ points, anomalous }, index) => {
    const order = criterion.order(anomalous);
    const [first, then] = [points[0], after[index]?.points[0]];
    return first === undefined || then === undefined ? 0 : order.height(first) - order.height(then);
  });
}

/** The roles' keys; null as long as something of them is not finished. */
function keysOf(roles: readonly string[], sample: string, view: PlanView): string[] | null {
  const keys = roles.flatMap((role) => view.finished(sample, role) ?? []);
  return keys.length < roles.length ? null : keys;
}

/** The roles, and those of the sweeps of the box's shifts that are asked for. */
function knownRoles(
  { box }: SharedSearch,
  within: readonly string[],
  { offered }: Pick<PlanView, "offered">,
): string[] {
  const sweeps = box.map(({ facts }) => sweepRole(facts.name)).filter((role) => offered.has(role));
  return [...within, ...sweeps];
}

/** The pictures of an object that are defective alike: what is worst for one may be worst for another. */
function picturesAlike(samples: readonly PlannedSample[]): PlannedSample[][] {
  const groups = new Map<string, PlannedSample[]>();
  for (const sample of samples) {
    const name = JSON.stringify([sample.object, sample.anomalous]);
    groups.set(name, [...(groups.get(name) ?? []), sample]);
  }
  return [...groups.values()];
}
