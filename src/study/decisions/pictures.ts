// What a study knows of one picture's decisions: at rest, under its typical draws, and at the worst point known of it within
// each combination's box. Pure queries over records.

import { present } from "../../core/errors.ts";
import type { Thresholds } from "../../core/thresholds.ts";
import type { Decision } from "../../metrics/decisions/parts.ts";
import type { ItemRecord } from "../../results/record.ts";
import type { Combination } from "../../results/schema.ts";
import { type Candidate, knownWithin, pointsOf } from "../candidates.ts";
import type { PlannedSample } from "../questions/question.ts";
import { ORIGINAL, typicalRole } from "../questions/roles.ts";
import type { SearchedCombination } from "../searched.ts";
import { isRejected, worstDecided } from "./verdict.ts";

/** A picture with its records, by role. */
export interface StudiedPicture {
  readonly sample: PlannedSample;
  /** Photographs of one part share it. */
  readonly part: string;
  readonly records: ReadonlyMap<string, ItemRecord>;
}

export interface DecidedPicture extends StudiedPicture {
  readonly atRest: Candidate;
  /** Without those draws in which its defect was out of view. */
  readonly typical: ReadonlyMap<Combination, Candidate>;
  readonly worst: ReadonlyMap<Combination, Candidate>;
}

/** A picture's decided points under its object's thresholds. */
export function decidedPicture(
  picture: StudiedPicture,
  combinations: readonly SearchedCombination[],
  thresholds: Thresholds,
): DecidedPicture {
  const { anomalous } = picture.sample;
  const atRest = present(pointsOf(picture, ORIGINAL)[0], ORIGINAL);
  const typical = combinations.flatMap(({ name }) => {
    const [drawn] = pointsOf(picture, typicalRole(name));
    return drawn === undefined || drawn.outOfView === true ? [] : [[name, drawn] as const];
  });
  const worst = combinations.map((combination) => {
    // The picture at rest stands first: where nothing is worse, nothing has moved it.
    const known = [atRest, ...knownOf(picture, combination, combinations)];
    return [combination.name, present(worstDecided(known, anomalous, thresholds), "candidate")] as const;
  });
  return { ...picture, atRest, typical: new Map(typical), worst: new Map(worst) };
}

/** What `decisionCounts` counts: a picture at one of its points. */
export function decided(
  { sample: { anomalous }, part }: StudiedPicture,
  outcome: Candidate,
  thresholds: Thresholds,
): Decision {
  return { part, anomalous, rejected: isRejected(outcome, thresholds) };
}

/**
 * All that is known of a picture within a combination, what the combinations within it kept included: more shifts are never
 * better than fewer.
 */
function knownOf(
  picture: StudiedPicture,
  combination: SearchedCombination,
  all: readonly SearchedCombination[],
): readonly Candidate[] {
  const within = all.filter(
    ({ name, over }) => name !== combination.name && over.every((shift) => combination.over.includes(shift)),
  );
  return [combination, ...within].flatMap((each) => knownWithin(picture, each));
}
