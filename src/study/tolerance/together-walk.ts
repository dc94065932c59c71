// How several shifts together are searched as their box grows: tenth by tenth, each from what the smaller one's search
// found; then once more within the largest box that holds every limit. A pure function of finished records.

import type { RateLimits } from "../../core/acceptance.ts";
import { present } from "../../core/errors.ts";
import type { ShiftBox } from "../../core/shift.ts";
import { resolvedLimits } from "../../metrics/decisions/limits.ts";
import type { Criterion } from "../../objective/criteria/criterion.ts";
import { imageScore } from "../../objective/criteria/image-score.ts";
import type { Planned, PlannedSample, PlanView } from "../questions/question.ts";
import { ORIGINAL } from "../questions/roles.ts";
import { isViolated } from "./known-amounts.ts";
import { countsInCommon } from "./together-counts.ts";
import { type PictureEvidence, withRecords } from "./together-evidence.ts";
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
  readonly pictures: readonly PictureEvidence[];
  /** The largest factor of the grid up to which every limit is seen to be held; null where one is violated at rest. */
  readonly held: number | null;
  /** True once that box was searched again and still holds. */
  readonly isConfirmed: boolean;
}

type Role = Pick<Planned, "sample" | "role">;
type WalkView = Pick<PlanView, "samples" | "seed" | "finished" | "record" | "decider">;

/** The walk of an object so far; it begins once what each shift alone needs (`alone`) is done. */
export function walkTogether(
  ask: TogetherAsk,
  object: string,
  alone: readonly Planned[],
  view: WalkView,
): TogetherWalk {
  const samples = view.samples.filter((sample) => sample.object === object);
  const planned: Planned[] = [];
  let pictures: readonly PictureEvidence[] = samples.map((sample) => unseen(sample, ask));
  const take = (round: readonly Role[]): boolean => {
    const found = withRound(pictures, round, ask.box, view);
    pictures = found ?? pictures;
    return found !== null;
  };
  const evaluate = (stage: Stage): boolean =>
    [plannedSearches, plannedDesign].every((plannedOf) => {
      const round = plannedOf(stage, pictures, object);
      planned.push(...round);
      return take(round);
    });
  const ofObject = new Set(samples.map(({ id }) => id));
  const isBegun = take([
    ...samples.map(({ id }) => ({ sample: id, role: ORIGINAL })),
    ...alone.filter(({ sample }) => ofObject.has(sample)),
  ]);
  const isGrown = isBegun && FACTORS.every((_, index) => evaluate(stageOf(ask, index, view)));
  if (!isGrown) return { planned, pictures, held: null, isConfirmed: false };
  // What is found within the box that holds shrinks it, until nothing more is.
  let held = heldFactor(pictures, ask.limits);
  for (;;) {
    if (held === null || held === 0 || !evaluate(confirmingStage(ask, held, view)))
      return { planned, pictures, held, isConfirmed: false };
    const left = heldFactor(pictures, ask.limits);
    if (left === held) return { planned, pictures, held, isConfirmed: true };
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

function unseen(sample: PlannedSample, { parts }: TogetherAsk): PictureEvidence {
  const part = Object.hasOwn(parts, sample.id) ? (parts[sample.id] ?? sample.id) : sample.id;
  return { sample, part, points: [] };
}

/** The pictures with the records of a round; null as long as one of them is not finished. */
function withRound(
  pictures: readonly PictureEvidence[],
  round: readonly Role[],
  box: ShiftBox,
  { finished, record, decider }: WalkView,
): readonly PictureEvidence[] | null {
  if (round.some(({ sample, role }) => finished(sample, role) === undefined)) return null;
  const roles = new Map<string, string[]>();
  for (const { sample, role } of round) roles.set(sample, [...(roles.get(sample) ?? []), role]);
  const found: PictureEvidence[] = [];
  for (const picture of pictures) {
    const { id, object } = picture.sample;
    const deciding = decider(object);
    if (deciding === null) return null;
    const records = (roles.get(id) ?? []).flatMap((role) => record(id, role) ?? []);
    found.push(records.length === 0 ? picture : withRecords(picture, records, box, deciding));
  }
  return found;
}

/** The largest factor of the grid, 0 being rest, up to which every limit is seen to be held; null where none is at rest. */
function heldFactor(pictures: readonly PictureEvidence[], limits: RateLimits): number | null {
  const absolute = resolvedLimits(limits, countsInCommon(pictures, 0));
  const failed = [0, ...FACTORS].findIndex((factor) =>
    isViolated(countsInCommon(pictures, factor), absolute),
  );
  if (failed === 0) return null;
  return failed < 0 ? 1 : (FACTORS[failed - 2] ?? 0);
}
