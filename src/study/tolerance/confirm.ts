// A fresh search just inside a range that was found: where it finds a violation the range shrinks below it and is searched
// again. Of a part's shift each picture is searched by itself, of a station's all are drawn at the same amounts.

import type { BoxedShift, Range } from "../../core/shift.ts";
import { imageScore } from "../../objective/criteria/image-score.ts";
import type { Experiment } from "../../results/record.ts";
import { uniformDraws } from "../draws.ts";
import type { Planned, PlannedSample } from "../questions/question.ts";
import {
  type FoundRange,
  foundRange,
  type InverseBasis,
  nearestOf,
  type RangeKind,
  sidesOf,
} from "./inverse.ts";
import { knownOf } from "./known-amounts.ts";

export interface ConfirmSettings {
  readonly strategy: string;
  /** Gradient steps of the published search, a picture. */
  readonly budget: number;
  /** Of the study; searches that confirm have another. */
  readonly seed: number;
}

/** A range with what its confirmation asks for by now. */
export interface Confirmation {
  readonly planned: readonly Planned[];
  /** Roles of what was evaluated for it. */
  readonly roles: readonly string[];
  readonly found: FoundRange;
  /** Whether a fresh search found no violation within, or each did; of a range of nothing there is none. */
  readonly inside: "open" | "held" | "violated" | "nothing";
}

/** Searches until one finds nothing. */
const MOST_SEARCHES = 4;

/** Shared draws: none violating, less than 5% of the range does, with 95% confidence. */
const DRAWS = 59;

/** A range of a kind, by the scan and these roles, with its searches. */
export function confirmation(
  basis: InverseBasis,
  kind: RangeKind,
  known: readonly string[],
  settings: ConfirmSettings,
): Confirmation {
  const { shift, scan, view } = basis;
  const planned: Planned[] = [];
  const roles: string[] = [];
  let found = foundRange(basis, kind, known);
  for (let attempt = 1; attempt <= MOST_SEARCHES; attempt++) {
    if (found.held === 0) return { planned, roles, found, inside: "nothing" };
    const role = `confirm ${shift.facts.name} ${kind} ${attempt}`;
    const box = { facts: shift.facts, range: rangeWithin(shift, kind, found.held) };
    const asked = scan.pictures
      .filter((picture) => {
        if (shift.facts.scope === "station") return true;
        const { broken } = nearestOf(
          sidesOf(kind, shift),
          knownOf(scan, picture, [...known, ...roles], view),
        );
        return !picture.atRest.wrong && (broken === null || broken > found.held);
      })
      .map(
        ({ sample }): Planned => ({
          sample: sample.id,
          role,
          experiment: fresh(box, sample, role, settings),
        }),
      );
    planned.push(...asked);
    if (asked.some(({ sample }) => view.finished(sample, role) === undefined))
      return { planned, roles, found, inside: "open" };
    roles.push(role);
    const after = foundRange(basis, kind, [...known, ...roles]);
    const isHeld = after.held >= found.held;
    found = after;
    if (isHeld) return { planned, roles, found, inside: "held" };
  }
  return { planned, roles, found, inside: "violated" };
}

/** The range of a kind that goes so far from 0. */
function rangeWithin({ range: [low, high] }: BoxedShift, kind: RangeKind, held: number): Range {
  return [kind === "high" ? 0 : Math.max(low, -held), kind === "low" ? 0 : Math.min(high, held)];
}

function fresh(
  box: BoxedShift,
  sample: PlannedSample,
  role: string,
  { strategy, budget, seed }: ConfirmSettings,
): Experiment {
  if (box.facts.scope === "station") {
    const points = uniformDraws([box], sample, { count: DRAWS, seed, stream: role });
    return { kind: "points", keeps: "numbers", points };
  }
  return {
    ...{ kind: "search", box: { [box.facts.name]: box.range }, criterion: imageScore.name, strategy, budget },
    ...{ seed: seed + 1, from: [], keeps: "numbers" },
  };
}
