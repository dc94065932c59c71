// The verdict of an object by a rule that was fixed before anything was seen: exact one-sided limits of the rates at the
// worst common value, against limits, in one order of tests. Nothing here searches; what was found comes in as evidence.

import { ACCEPT, SIDES, type Side, type Verdict } from "../../core/acceptance.ts";
import { invariant, present } from "../../core/errors.ts";
import type { ShiftPoint } from "../../core/shift.ts";
import type { Thresholds } from "../../core/thresholds.ts";
import { lowerLimit, upperLimit } from "./clopper-pearson.ts";
import type { FailureCounts, ResolvedLimits } from "./limits.ts";
import type { Failures } from "./parts.ts";

/** Below as many evaluations, or independent uniform draws, of a picture that did not fail nothing is accepted. */
export const FEWEST_UNITS = 60;
export const FEWEST_DRAWS = 59;

/** What was found in the asked box scaled by a factor. */
export interface BoxEvidence {
  /** 0 (at rest) to 1 (the asked box). */
  readonly factor: number;
  /** Parts that fail at the worst common value, those of the second search included. */
  readonly common: FailureCounts;
  /**
   * The fewest evaluations, and of these independent uniform draws, of any picture that did not fail; null where nothing
   * is left to search: every picture failed, or every point of the box was evaluated, as at rest.
   */
  readonly searched: { readonly units: number; readonly draws: number } | null;
  /** Verdicts that the second search flipped; null where it was not made. */
  readonly secondFlips: number | null;
}

/** What is known of an object when it is judged. */
export interface Evidence {
  readonly atRest: FailureCounts;
  /** False where too few calibration pictures promise the threshold's rate: nothing can be accepted then. */
  readonly calibrated: boolean;
  /** The boxes that were searched, in any order; one of them is the asked box. */
  readonly boxes: readonly BoxEvidence[];
}

export interface ObjectVerdict {
  readonly verdict: Verdict;
  /** True of a reject that the unshifted pictures give already. */
  readonly atRestAlready: boolean;
  /** The largest factor at which accept holds, there and at all smaller ones that were tested; null where at none. */
  readonly within: number | null;
}

/** The confidence of a verdict on one object alone, one-sided. */
export const LEVEL = 0.95;

/**
 * The verdict at a one-sided level, tested in the order of VERDICTS: reject where a lower limit at the worst found exceeds
 * its limit; not-enough-search where a picture that did not fail was evaluated or drawn too rarely in the asked box; accept
 * where every upper limit holds in it and a second search flips nothing; accept-within where that is so in the box scaled
 * by the factors from 0 outwards, up to the first failure; else too-few-pictures. An InvariantError without the asked box.
 */
export function verdictOf(evidence: Evidence, limits: ResolvedLimits, level: number = LEVEL): ObjectVerdict {
  const asked = askedBox(evidence);
  const within = evidence.calibrated ? heldWithin(evidence.boxes, limits, level) : null;
  const atRestAlready = isRejected(evidence.atRest, limits, level);
  const verdict = (): Verdict => {
    if (atRestAlready || isRejected(asked.common, limits, level)) return "reject";
    if (!isSearched(asked)) return "not-enough-search";
    if (within === 1) return ACCEPT;
    return within === null ? "too-few-pictures" : "accept-within";
  };
  return { verdict: verdict(), atRestAlready, within };
}

/** True where the verdict stands for all m objects together: the same at 1 − 0.05/m, an accept-within in no smaller box. */
export function holdsTogether(evidence: Evidence, limits: ResolvedLimits, objects: number): boolean {
  invariant(Number.isSafeInteger(objects) && objects >= 1, `invalid number of objects ${objects}`);
  const alone = verdictOf(evidence, limits);
  const together = verdictOf(evidence, limits, 1 - (1 - LEVEL) / objects);
  const isAsFar = alone.verdict !== "accept-within" || together.within === alone.within;
  return together.verdict === alone.verdict && isAsFar;
}

/** From the worst an object can be called to the best: the verdict of a run is the least of its objects'. */
export const FROM_LEAST: readonly Verdict[] = [
  "reject",
  "not-enough-search",
  "too-few-pictures",
  "accept-within",
  ACCEPT,
];

/** The verdict of all objects together; an InvariantError without one. */
export function leastVerdict(verdicts: readonly Verdict[]): Verdict {
  return present(
    FROM_LEAST.find((verdict) => verdicts.includes(verdict)),
    "verdict of an object",
  );
}

/** True where each limit's upper confidence limit is within it. A side without parts holds no limit. */
export function isHeld(counts: FailureCounts, limits: ResolvedLimits, level: number = LEVEL): boolean {
  return limited(limits).every(({ side, limit }) => {
    const { k, n } = counts[side];
    return n > 0 && upperLimit(k, n, level) <= limit;
  });
}

/** True where a lower confidence limit exceeds its limit. */
export function isRejected(counts: FailureCounts, limits: ResolvedLimits, level: number = LEVEL): boolean {
  return limited(limits).some(({ side, limit }) => lowerLimit(counts[side].k, counts[side].n, level) > limit);
}

/** True where the share of parts that failed is within each limit, however few they are. A side without parts holds no limit. */
export function isSeenHeld(counts: FailureCounts, limits: ResolvedLimits): boolean {
  return limited(limits).every(({ side, limit }) => {
    const { k, n } = counts[side];
    return n > 0 && k / n <= limit;
  });
}

/** True where calibration pictures, if any are needed, are enough to promise the rate that was asked for. */
export function isCalibrated({ rule, promised }: Pick<Thresholds, "rule" | "promised">): boolean {
  return rule.kind !== "false-rejects" || (promised !== null && promised <= rule.rate);
}

/** What keeps an object from being accepted, or is nearest to it; null where nothing is limited. */
export interface BindingLimit extends Failures {
  readonly side: Side;
  /** One-sided 95% limits of the rate. */
  readonly lower: number;
  readonly upper: number;
  readonly limit: number;
  readonly point: ShiftPoint | null;
}

/**
 * The side that binds: of those whose lower limit exceeds the limit, at rest before anywhere else, the one furthest above;
 * else the one whose upper limit is the largest multiple of its limit. `points`: where most fail in the asked box, null
 * where no shift is the station's.
 */
export function bindingOf(
  evidence: Evidence,
  limits: ResolvedLimits,
  points: Readonly<Record<Side, ShiftPoint | null>>,
): BindingLimit | null {
  const atRest = isRejected(evidence.atRest, limits);
  const counts = atRest ? evidence.atRest : askedBox(evidence).common;
  const sides = limited(limits).map(({ side, limit }): BindingLimit => {
    const { k, n } = counts[side];
    const [lower, upper] = [lowerLimit(k, n), upperLimit(k, n)];
    return { side, k, n, lower, upper, limit, point: atRest ? null : points[side] };
  });
  // A limit of 0 is exceeded by any rate without bound, and by none not at all.
  const excess = (rate: number, limit: number): number => (rate === 0 ? 0 : rate / limit);
  const rank = ({ lower, upper, limit }: BindingLimit): readonly [number, number] => [
    lower > limit ? excess(lower, limit) : 0,
    excess(upper, limit),
  ];
  return sides.toSorted((left, right) => compare(rank(right), rank(left)))[0] ?? null;
}

function compare([first, second]: readonly [number, number], other: readonly [number, number]): number {
  // Two infinite excesses differ by NaN, which sorts as equal.
  return first === other[0] ? second - other[1] || 0 : first - other[0];
}

function limited(limits: ResolvedLimits): { readonly side: Side; readonly limit: number }[] {
  return SIDES.flatMap((side) => {
    const limit = limits[side];
    return limit === null ? [] : [{ side, limit }];
  });
}

function askedBox({ boxes }: Evidence): BoxEvidence {
  const asked = boxes.find(({ factor }) => factor === 1);
  invariant(asked !== undefined, "missing the asked box among the evidence");
  return asked;
}

/** The largest factor that holds before the first, from 0 outwards, that does not; 1 where the asked box itself does. */
function heldWithin(boxes: readonly BoxEvidence[], limits: ResolvedLimits, level: number): number | null {
  const holds = (box: BoxEvidence): boolean =>
    isSearched(box) && isHeld(box.common, limits, level) && (box.searched === null || box.secondFlips === 0);
  const outwards = boxes.toSorted((left, right) => left.factor - right.factor);
  const asked = outwards.at(-1);
  if (asked !== undefined && asked.factor === 1 && holds(asked)) return 1;
  const failure = outwards.findIndex((box) => !holds(box));
  return outwards[failure - 1]?.factor ?? null;
}

function isSearched({ searched }: BoxEvidence): boolean {
  return searched === null || (searched.units >= FEWEST_UNITS && searched.draws >= FEWEST_DRAWS);
}
