// How several shifts together are searched as their box grows: tenth by tenth, each from what the smaller one's search
// found; then once more within the largest box that holds every limit. A pure function of finished records.

import type { RateLimits } from "../../core/acceptance.ts";
import { present } from "../../core/errors.ts";
import type { ShiftBox } from "../../core/shift.ts";
import { resolvedLimits } from "../../metrics/decisions/limits.ts";
import type { Criterion } from "../../objective/criteria/criterion.ts";
import { imageScore } from "../../objective/criteria/image-score.ts";
import { partOf } from "../questions/decision-settings.ts";
import type { Planned, PlanView } from "../questions/question.ts";
import { ORIGINAL } from "../questions/roles.ts";
import { countsInCommon, type Evidence, openEvidence } from "./growing.ts";
import { isViolated } from "./known-amounts.ts";
import { type PlacingView, placedPoints } from "./placed-points.ts";
import { plannedDesign, plannedSearches, type Stage, searchRole } from "./together-stage.ts";

/** The grid of boxes: 0.1, 0.2 … 1 of the asked one. */
export const FACTORS: readonly number[] = Array.from({ length: 10 }, (_, tenth) => (tenth + 1) / 10);

export interface TogetherAsk {
  /** Of at least two shifts. */
  readonly box: ShiftBox;
  readonly limits: RateLimits;
  /** What searches make worse of defective pictures. */
  readonly criterion: Criterion;
  readonly strategy: string;
  /** Of the search that confirms. */
  readonly second: string;
  /** Gradient steps of the published search, per picture and box. */
  readonly budget: number;
  /** Station points of each shared design; 0 for none. */
  readonly common: number;
  /** The part that a picture shows, by its id; of others it is the picture itself. */
  readonly parts: Readonly<Record<string, string>>;
}

export interface TogetherWalk {
  /** All that is evaluated by now. */
  readonly planned: readonly Planned[];
  readonly evidence: Evidence;
  /** The largest factor of the grid up to which every limit is seen to be held; null where one is violated at rest. */
  readonly held: number | null;
  /** True once that box was searched again and still holds. */
  readonly isConfirmed: boolean;
}

type Role = Pick<Planned, "sample" | "role">;
export type WalkView = PlacingView & Pick<PlanView, "samples" | "seed">;

/** The walk of an object so far; it begins once what each shift alone needs (`alone`) is done. */
export function walkTogether(
  ask: TogetherAsk,
  object: string,
  alone: readonly Planned[],
  view: WalkView,
): TogetherWalk {
  const samples = view.samples.filter((sample) => sample.object === object);
  const known = new Map(samples.map((sample) => [sample.id, sample]));
  const { evidence, add } = openEvidence(
    samples.map((sample) => ({ sample, part: partOf(sample.id, ask.parts) })),
  );
  const planned: Planned[] = [];
  const take = (round: readonly Role[]): boolean => {
    const found = round.map(({ sample, role }) =>
      placedPoints(present(known.get(sample), sample), role, ask.box, view),
    );
    if (found.includes(null)) return false;
    for (const [at, { sample }] of round.entries()) add(sample, found[at] ?? []);
    return true;
  };
  const evaluate = (stage: Stage): boolean =>
    [plannedSearches, plannedDesign].every((plannedOf) => {
      const round = plannedOf(stage, evidence, object);
      planned.push(...round);
      return take(round);
    });
  const isBegun = take([
    ...samples.map(({ id }) => ({ sample: id, role: ORIGINAL })),
    ...alone.filter(({ sample }) => known.has(sample)),
  ]);
  const isGrown = isBegun && FACTORS.every((_, index) => evaluate(stageOf(ask, index, view)));
  if (!isGrown) return { planned, evidence, held: null, isConfirmed: false };
  // What is found within the box that holds shrinks it, until nothing more is.
  let held = heldFactor(evidence, ask.limits);
  for (;;) {
    if (held === null || held === 0 || !evaluate(confirmingStage(ask, held, view)))
      return { planned, evidence, held, isConfirmed: false };
    const left = heldFactor(evidence, ask.limits);
    if (left === held) return { planned, evidence, held, isConfirmed: true };
    held = left;
  }
}

/** A box of the grid; searches of different boxes do not draw the same numbers. */
function stageOf(ask: TogetherAsk, index: number, { seed, finished }: WalkView): Stage {
  const factor = present(FACTORS[index], "factor");
  const earlier = FACTORS[index - 1];
  return {
    ...ask,
    ...{ factor, name: String(factor), seed: seed + index },
    from: (sample) =>
      earlier === undefined
        ? undefined
        : finished(sample, searchRole({ box: ask.box, name: String(earlier) })),
  };
}

/** The same box afresh: another strategy, from nothing, with numbers of its own. */
function confirmingStage(ask: TogetherAsk, factor: number, { seed }: WalkView): Stage {
  return {
    ...ask,
    ...{ factor, name: `${factor} again`, criterion: imageScore, strategy: ask.second },
    seed: seed + FACTORS.length,
    from: () => undefined,
  };
}

/** The largest factor of the grid, 0 being rest, up to which every limit is seen to be held; null where none is at rest. */
function heldFactor(evidence: Evidence, limits: RateLimits): number | null {
  const absolute = resolvedLimits(limits, countsInCommon(evidence, 0));
  const failed = [0, ...FACTORS].findIndex((factor) =>
    isViolated(countsInCommon(evidence, factor), absolute),
  );
  if (failed === 0) return null;
  return failed < 0 ? 1 : (FACTORS[failed - 2] ?? 0);
}
