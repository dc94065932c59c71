// Searches that share what they find. A combination's search of a picture begins from all that the picture's sweeps and the
// searches of the combination's subsets saw; once all pictures of the object have begun, each goes on from its own and from
// the worst points of the others. Pure functions of finished records, at fixed phases: the order in which items are
// computed changes nothing.

import { rangesOf, type ShiftBox, type ShiftPoint } from "../core/shift.ts";
import type { Criterion } from "../objective/criteria/criterion.ts";
import type { Experiment, ItemRecord } from "../results/record.ts";
import { areApart } from "../search/kept.ts";
import { CONTINUED_STRATEGY } from "../search/registry.ts";
import type { Planned, PlannedSample, PlanView } from "./questions/question.ts";
import { begunRole, boundRole, sweepRole } from "./questions/roles.ts";

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

/** Shares of the budget of a search that shares nothing, by the number of shifts. */
const SHARES: readonly { readonly begun: number; readonly alone: number; readonly goesOn: number }[] = [
  { begun: 0.035, alone: 0.1, goesOn: 0.015 },
  { begun: 0.175, alone: 0.35, goesOn: 0.03 },
  { begun: 0.55, alone: 0.55, goesOn: 0.15 },
];
const LARGEST = { begun: 0.55, alone: 0.55, goesOn: 0.15 };

/** Starts that other pictures give, as a share of the units of going on. */
const START_SHARE = 0.5;

/** What the searches need by now. */
export function plannedShared(search: SharedSearch, view: PlanView): Planned[] {
  return picturesAlike(view.samples).flatMap((samples) => {
    const begun = samples.flatMap((sample) => begunOf(search, sample, view));
    return [...begun, ...goingOn(search, samples, view)];
  });
}

function begunOf(search: SharedSearch, { id }: PlannedSample, view: PlanView): Planned[] {
  const parents = parentsOf(search, id, view);
  if (parents === null) return [];
  const { begun, alone } = sharesOf(search);
  const experiment: Experiment = {
    ...searchOf(search, view, parents.length === 0 ? alone : begun),
    ...{ strategy: search.strategy, from: parents, keeps: "numbers", tells: "visits" },
  };
  return [{ sample: id, role: begunRole(search.combination), experiment }];
}

/** None as long as one of the pictures has not begun. */
function goingOn(search: SharedSearch, samples: readonly PlannedSample[], view: PlanView): Planned[] {
  const role = begunRole(search.combination);
  const records = samples.flatMap(({ id }) => view.record(id, role) ?? []);
  if (records.length < samples.length) return [];
  const { goesOn } = sharesOf(search);
  const winners = rankedWinners(records, search);
  return records.map(({ sample, key }) => {
    const parents = parentsOf(search, sample, view) ?? [];
    const basis = searchOf(search, view, goesOn);
    const most = Math.floor(START_SHARE * 2 * basis.budget);
    const starts = proposed(winners, { sample, box: search.box, most });
    const experiment: Experiment = {
      ...basis,
      ...{ strategy: CONTINUED_STRATEGY, from: [key, ...parents], tells: "visits" },
      ...(starts.length === 0 ? {} : { starts }),
    };
    return { sample, role: boundRole(search.combination), experiment };
  });
}

function searchOf(
  { box, criterion, budget }: SharedSearch,
  { seed }: Pick<PlanView, "seed">,
  share: number,
): Extract<Experiment, { readonly kind: "search" }> {
  const steps = Math.max(1, Math.round(share * budget));
  return {
    ...{ kind: "search", box: rangesOf(box), criterion: criterion.name, strategy: "" },
    ...{ budget: steps, seed, from: [] },
  };
}

function sharesOf({ box }: SharedSearch): (typeof SHARES)[number] {
  return SHARES[box.length - 1] ?? LARGEST;
}

/** Keys of what the search begins from; null as long as something of it is not finished. */
function parentsOf({ box, within }: SharedSearch, sample: string, view: PlanView): string[] | null {
  const sweeps = box.map(({ facts }) => sweepRole(facts.name)).filter((role) => view.offered.has(role));
  const roles = [...within, ...sweeps];
  const keys = roles.flatMap((role) => view.finished(sample, role) ?? []);
  return keys.length < roles.length ? null : keys;
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
