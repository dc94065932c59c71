// The risk of one object: what becomes of its pictures at each draw of the station, over all draws. Pure.

import { type RateLimits, SIDES, type Side } from "../../core/acceptance.ts";
import { present } from "../../core/errors.ts";
import type { Decider } from "../../core/thresholds.ts";
import { countOf } from "../../metrics/decisions/clopper-pearson.ts";
import { type ResolvedLimits, resolvedLimits } from "../../metrics/decisions/limits.ts";
import {
  decisionCounts,
  type Failures,
  type PartCounts,
  partFailures,
} from "../../metrics/decisions/parts.ts";
import { pauroc } from "../../metrics/pauroc.ts";
import type { ObjectRisk, PictureRisk, RiskValue } from "../../results/risk.ts";
import type { PointOutcome } from "../../results/schema.ts";
import { isRejected, isWrong } from "../decisions/verdict.ts";
import type { PlannedSample } from "../questions/question.ts";

/** A picture with its outcomes at rest and at every draw, in their order. */
export interface DrawnPicture {
  readonly sample: PlannedSample;
  /** Photographs of one part share it. */
  readonly part: string;
  readonly atRest: PointOutcome;
  readonly draws: readonly PointOutcome[];
}

export interface DrawnObject {
  readonly object: string;
  /** At least one, all with as many draws. */
  readonly pictures: readonly DrawnPicture[];
  readonly decider: Decider;
  readonly limits: RateLimits;
}

/** What all pictures of an object come to at one point each; null where nothing says it. */
export interface DrawValues {
  readonly escapes: number | null;
  readonly falseRejects: number | null;
  /** Mean of the defective pictures' own. */
  readonly pauroc: number | null;
}

/** A profile with the values of each draw that it sums up. */
export interface RiskProfile {
  readonly risk: ObjectRisk;
  readonly values: readonly DrawValues[];
  /** Parts that each share is of; null of none. */
  readonly parts: Readonly<Record<Side, number | null>>;
}

/** The share of draws that are at least as bad as the quantile on the bad side. */
const BAD_SHARE = 0.05;

/** A picture whose defect was moved out of view counts nowhere at that draw. */
export function riskProfile({ object, pictures, decider, limits }: DrawnObject): RiskProfile {
  const draws = present(pictures[0], `picture of ${object}`).draws.length;
  const rest = pictures.map(({ atRest }) => atRest);
  const restCounts = decisionCounts(decisionsAt(pictures, rest, decider));
  const resolved = resolvedLimits(limits, restCounts);
  const atRest = valuesAt(pictures, rest, decider);
  const values = Array.from({ length: draws }, (_, draw) =>
    valuesAt(
      pictures,
      pictures.map((picture) => present(picture.draws[draw], "draw")),
      decider,
    ),
  );
  return {
    risk: {
      ...{ object, draws },
      values: summaries(atRest, values),
      violating: violatingOf(values, resolved, restCounts),
      pictures: pictures.map((picture) => pictureRisk(picture, decider)),
    },
    values,
    parts: { escapes: restCounts.escapes.n || null, falseRejects: restCounts.falseRejects.n || null },
  };
}

function decisionsAt(
  pictures: readonly DrawnPicture[],
  outcomes: readonly PointOutcome[],
  decider: Decider,
): Parameters<typeof partFailures>[0] {
  return pictures.flatMap(({ sample: { anomalous }, part }, at) => {
    const outcome = present(outcomes[at], "outcome");
    if (outcome.outOfView === true) return [];
    return [{ part, anomalous, rejected: isRejected(outcome, decider) }];
  });
}

function valuesAt(
  pictures: readonly DrawnPicture[],
  outcomes: readonly PointOutcome[],
  decider: Decider,
): DrawValues {
  const { escapes, falseRejects } = partFailures(decisionsAt(pictures, outcomes, decider));
  const own = outcomes.flatMap((outcome, at) =>
    pictures[at]?.sample.anomalous === true && outcome.outOfView !== true ? (outcome.pauroc ?? []) : [],
  );
  return { escapes: shareOf(escapes), falseRejects: shareOf(falseRejects), pauroc: meanOf(own) };
}

/** What has no value at rest has none. */
function summaries(atRest: DrawValues, values: readonly DrawValues[]): RiskValue[] {
  const summary = (
    name: string,
    better: RiskValue["better"],
    of: (at: DrawValues) => number | null,
  ): RiskValue => {
    const worstFirst = values
      .flatMap((each) => of(each) ?? [])
      .sort((left, right) => (better === "lower" ? right - left : left - right));
    const quantile = worstFirst[Math.ceil(BAD_SHARE * worstFirst.length) - 1];
    return {
      ...{ name, better, atRest: of(atRest), mean: meanOf(worstFirst) },
      ...{ quantile5: quantile ?? null, worst: worstFirst[0] ?? null },
    };
  };
  return [
    summary("escapes", "lower", ({ escapes }) => escapes),
    summary("falseRejects", "lower", ({ falseRejects }) => falseRejects),
    summary(pauroc.name, pauroc.better, (each) => each.pauroc),
  ];
}

/** Null where no side is limited that has parts. */
function violatingOf(
  values: readonly DrawValues[],
  limits: ResolvedLimits,
  atRest: PartCounts,
): ObjectRisk["violating"] {
  const sides = SIDES.filter((side) => limits[side] !== null && atRest[side].n > 0);
  if (sides.length === 0) return null;
  const isViolated = (at: DrawValues): boolean =>
    sides.some((side) => (at[side] ?? 0) > (limits[side] ?? Number.POSITIVE_INFINITY));
  return countOf(values.filter(isViolated).length, values.length);
}

function pictureRisk({ sample: { id, anomalous }, draws }: DrawnPicture, decider: Decider): PictureRisk {
  const seen = draws.filter(({ outOfView }) => outOfView !== true);
  const wrong = seen.filter((outcome) => isWrong(outcome, anomalous, decider));
  return { sample: id, anomalous, violating: countOf(wrong.length, seen.length) };
}

function shareOf({ k, n }: Failures): number | null {
  return n === 0 ? null : k / n;
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
