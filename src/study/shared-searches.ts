// Searches that share what they find. A combination's search of a picture begins from all that the picture's sweeps and the
// searches of the combination's subsets saw; once all pictures of the object have begun, each goes on from its own and from
// the worst points of the others. Pure functions of finished records, at fixed phases: the order in which items are
// computed changes nothing.

import { present } from "../core/errors.ts";
import { rangesOf, type ShiftBox, type ShiftPoint } from "../core/shift.ts";
import type { Criterion } from "../objective/criteria/criterion.ts";
import type { Experiment, ItemRecord } from "../results/record.ts";
import { areApart } from "../search/kept.ts";
import { CONTINUED_STRATEGY } from "../search/registry.ts";
import { allotted } from "./allotment.ts";
import type { Planned, PlannedSample, PlanView } from "./questions/question.ts";
import { boundRole, phaseRole, sweepRole } from "./questions/roles.ts";

export interface SharedSearch {
  /** Its name: "theta+hue". */
  readonly combination: string;
  readonly box: ShiftBox;
  readonly criterion: Criterion;
  /** What it begins with. */
  readonly strategy: string;
  /** Gradient steps of a search that shares nothing. */
  readonly budget: number;
  /** Roles of the searches over its subsets. */
  readonly within: readonly string[];
}

/**
 * Shares of the budget of a search that shares nothing, for every length of the box over which a detector's answers change:
 * the longer a range, the more there is to find.
 */
interface Shares {
  /** Of the phase that begins, and the same where nothing of the picture is known. */
  readonly begins: number;
  readonly alone: number;
  /** Of the phases that go on. */
  readonly goesOn: readonly number[];
}

const SHARES: readonly Shares[] = [
  { begins: 0.027, alone: 0.05, goesOn: [0.0105] },
  { begins: 0.068, alone: 0.1, goesOn: [0.016] },
];
const LARGEST: Shares = { begins: 0.085, alone: 0.11, goesOn: [0.02, 0.0125] };

/** Lengths of a range that are counted, at least and at most, and the largest share of a phase. */
const [LEAST_LENGTH, MOST_LENGTH] = [0.5, 3];
const MOST_SHARE = 0.6;

/** Starts that other pictures give, as a share of the units of going on. */
const START_SHARE = 0.5;

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
  const first = knownRoles(search, view).length === 0 ? alone : begins;
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
  const parents = parentsOf(search, id, view);
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

/** A phase that goes on; nothing as long as one of the pictures has not ended the one before. */
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
  const winners = rankedWinners(records, search);
  const before = phase < 2 ? [] : samples.flatMap(({ id }) => view.record(id, phases[phase - 2] ?? "") ?? []);
  const allotments = allotted(share * search.budget, gainsOf(before, records, search.criterion));
  return records.map(({ sample }, index) => {
    const own = phases.slice(0, phase).flatMap((earlier) => view.finished(sample, earlier) ?? []);
    const from = [...own.toReversed(), ...(parentsOf(search, sample, view) ?? [])];
    const steps = allotments[index] ?? share * search.budget;
    const { budget, ...basis } = searchOf(search, view, { steps, strategy: CONTINUED_STRATEGY, from });
    const most = Math.floor(START_SHARE * 2 * budget);
    const starts = proposed(winners, { sample, box: search.box, most });
    const experiment: Experiment = {
      ...{ ...basis, budget },
      ...(starts.length === 0 ? {} : { starts }),
      ...(phase === phases.length - 1 ? {} : { keeps: "numbers" }),
    };
    return { sample, role, experiment };
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

function sharesOf(box: ShiftBox): Shares {
  const { begins, alone, goesOn } = SHARES[box.length - 1] ?? LARGEST;
  const lengths = box.reduce((sum, { facts, range: [low, high] }) => {
    const length = (high - low) / facts.search.length;
    return sum + Math.min(MOST_LENGTH, Math.max(LEAST_LENGTH, length));
  }, 0);
  const ofBox = (share: number): number => Math.min(MOST_SHARE, share * lengths);
  return { begins: ofBox(begins), alone: ofBox(alone), goesOn: goesOn.map(ofBox) };
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

/** Keys of what the search begins from; null as long as something of it is not finished. */
function parentsOf(search: SharedSearch, sample: string, view: PlanView): string[] | null {
  const roles = knownRoles(search, view);
  const keys = roles.flatMap((role) => view.finished(sample, role) ?? []);
  return keys.length < roles.length ? null : keys;
}

/** Roles of the searches over its subsets, and of the sweeps of its shifts that are asked for. */
function knownRoles({ box, within }: SharedSearch, { offered }: Pick<PlanView, "offered">): string[] {
  const sweeps = box.map(({ facts }) => sweepRole(facts.name)).filter((role) => offered.has(role));
  return [...within, ...sweeps];
}

interface Winner {
  readonly sample: string;
  readonly point: ShiftPoint;
}

/** The worst point of every picture; those first that lie near most others'. */
function rankedWinners(records: readonly ItemRecord[], { box }: SharedSearch): Winner[] {
  const names = box.map(({ facts }) => facts.name);
  const winners = records.flatMap(({ sample, points }) =>
    points.slice(0, 1).map(({ point }) => ({
      sample,
      point: Object.fromEntries(names.map((name) => [name, point[name] ?? 0])),
    })),
  );
  const near = winners.map(
    ({ point }) => winners.filter((other) => !areApart(point, other.point, box)).length,
  );
  const order = winners.map((_, index) => index);
  order.sort((left, right) => (near[right] ?? 0) - (near[left] ?? 0));
  return order.flatMap((index) => winners[index] ?? []);
}

/** Those of other pictures that lie apart. */
function proposed(
  winners: readonly Winner[],
  { sample, box, most }: Pick<Winner, "sample"> & Pick<SharedSearch, "box"> & { readonly most: number },
): ShiftPoint[] {
  const chosen: ShiftPoint[] = [];
  for (const { sample: other, point } of winners) {
    if (chosen.length === most) break;
    if (other !== sample && chosen.every((earlier) => areApart(point, earlier, box))) chosen.push(point);
  }
  return chosen;
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
