// How far one shift goes alone, the others at zero: its scan, where each picture breaks, the ranges within which limits hold
// and their confirmation. Plans and answers are queries over finished records.

import { type RateLimits, SIDES } from "../../core/acceptance.ts";
import type { BoxedShift, ShiftPoint } from "../../core/shift.ts";
import { RATE_NAMES, type ResolvedLimits, resolvedLimits } from "../../metrics/decisions/limits.ts";
import { percentText } from "../../metrics/decisions/rule.ts";
import type { DecisionCounts } from "../../results/decisions.ts";
import type { BreakingPoint, TolerancePoint, ToleranceShift } from "../../results/tolerance.ts";
import type { Planned, PlanView } from "../questions/question.ts";
import { breakingPoints, breakRoles, edgeRoles, plannedBisections } from "./breaking.ts";
import { type Confirmation, type ConfirmSettings, confirmation } from "./confirm.ts";
import { type FoundRange, foundRange, type InverseBasis, type RangeKind, sidesOf } from "./inverse.ts";
import { type JudgedScan, judgedScan } from "./judged-scan.ts";
import { allowed, isViolated } from "./known-amounts.ts";
import type { ReadingView } from "./readings.ts";
import { plannedScan } from "./scan.ts";
import { isWhole, reachAt, type ScanAsk, SIDE_NAMES } from "./scan-ask.ts";

export interface AloneAsk {
  readonly shift: BoxedShift;
  /** Steps of each side; 90 as published. */
  readonly steps: number;
  readonly limits: RateLimits;
  /** The part that a picture shows, by its id; of others it is the picture itself. */
  readonly parts: Readonly<Record<string, string>>;
  /** True where pictures are followed beyond their flip, so that their pAUROC is known everywhere too. */
  readonly whole: boolean;
  /** Of the searches that confirm. */
  readonly strategy: string;
  readonly budget: number;
}

export interface Alone {
  readonly shift: ToleranceShift;
  readonly breaking: readonly BreakingPoint[];
}

/** The view of a plan, or of an answer. */
type AloneView = Pick<PlanView, "samples" | "seed"> & ReadingView;

/** Steps of a round where pictures are left once they flip: one that flips early costs a sixth of a side. */
const CHUNK = 15;

/** All of a study's objects by now; nothing as long as it is not known what decides on an object's pictures. */
export function plannedAlone(ask: AloneAsk, view: PlanView): Planned[] {
  const scanned = plannedScan(scanAsk(ask), view);
  const objects = new Set(scanned.map(({ sample }) => sample));
  const studied = view.samples.filter(({ id }) => objects.has(id)).map(({ object }) => object);
  return [...scanned, ...[...new Set(studied)].flatMap((object) => plannedRanges(ask, object, view))];
}

/** What follows an object's scan. */
function plannedRanges(ask: AloneAsk, object: string, view: PlanView): Planned[] {
  const basis = basisOf(ask, object, view);
  if (!isScanned(basis.scan)) return [];
  const bisections = plannedBisections(basis);
  const isOpen = bisections.some(({ sample, role }) => view.finished(sample, role) === undefined);
  if (isOpen || isViolated(basis.scan.atRest, basis.limits)) return bisections;
  return [...bisections, ...confirmed(ask, basis, view).planned];
}

/** How far the shift goes with an object's pictures, and where each breaks; all that is planned is finished. */
export function aloneOf(ask: AloneAsk, object: string, view: AloneView): Alone {
  const basis = basisOf(ask, object, view);
  const common = { shift: ask.shift.facts.name, alone: true, curve: curveOf(ask.shift, basis.scan) };
  const breaking = breakingPoints(basis);
  const reason = violatedAtRest(basis.scan.atRest, basis.limits);
  if (reason !== null) {
    const none = { symmetric: null, low: null, high: null, confirmed: { inside: null, outside: null } };
    return { shift: { ...common, ...none, reason }, breaking };
  }
  const { low, high, symmetric, inside, outside } = confirmed(ask, basis, view);
  return { shift: { ...common, symmetric, low, high, confirmed: { inside, outside } }, breaking };
}

/** The first limit that the rates at rest are above, in words; null where they hold all. */
export function violatedAtRest(atRest: DecisionCounts, limits: ResolvedLimits): string | null {
  const side = SIDES.find((each) => atRest[each].k > allowed(atRest[each].n, limits[each]));
  if (side === undefined) return null;
  const { k, n } = atRest[side];
  return `violated at rest: ${RATE_NAMES[side]} ${k} of ${n}, above ${percentText(limits[side] ?? 0)}`;
}

interface Confirmed {
  readonly planned: readonly Planned[];
  readonly symmetric: number;
  readonly low: number;
  readonly high: number;
  readonly inside: boolean | null;
  readonly outside: ShiftPoint | null;
}

/** The three ranges with their searches: each side, then both alike, where one search each does not tell of that too. */
function confirmed({ shift, strategy, budget }: AloneAsk, basis: InverseBasis, view: AloneView): Confirmed {
  const settings = { strategy, budget, seed: view.seed };
  const base = shift.facts.scope === "station" ? edgeRoles(shift) : breakRoles(shift);
  const sides = sidesOf("symmetric", shift).map((side) => confirmation(basis, side, base, settings));
  const roles = [...base, ...sides.flatMap((side) => side.roles)];
  const all = sides.every(({ inside }) => inside !== "open")
    ? [...sides, ...both(shift, basis, roles, settings)]
    : sides;
  const last = all.flatMap((each) => each.roles);
  const found = (kind: RangeKind): FoundRange => foundRange(basis, kind, [...base, ...last]);
  const violated = (["symmetric", ...SIDE_NAMES] as const).flatMap((kind) => found(kind).violated ?? []);
  const [outside] = violated;
  return {
    planned: all.flatMap((each) => each.planned),
    ...{ symmetric: found("symmetric").held, low: 0 - found("low").held, high: found("high").held },
    inside: verdictOf(all),
    outside: outside === undefined ? null : { [shift.facts.name]: outside },
  };
}

/** Of the ranges that were searched; null where there is none. */
function verdictOf(ranges: readonly Confirmation[]): boolean | null {
  const searched = ranges.filter(({ inside }) => inside !== "nothing");
  return searched.length === 0 ? null : searched.every(({ inside }) => inside === "held");
}

/**
 * Both sides alike, searched by itself where each picture stands at its own amount and may break on either side. Where all
 * stand at one amount it lies on one side, which was searched.
 */
function both(
  shift: BoxedShift,
  basis: InverseBasis,
  roles: readonly string[],
  settings: ConfirmSettings,
): readonly Confirmation[] {
  const isTold = shift.facts.scope === "station" || sidesOf("symmetric", shift).length < 2;
  return isTold ? [] : [confirmation(basis, "symmetric", roles, settings)];
}

function scanAsk({ shift, steps, parts, whole }: AloneAsk): ScanAsk {
  return { shift, steps, parts, whole, chunk: isWhole({ shift, whole }) ? steps : CHUNK };
}

function basisOf(ask: AloneAsk, object: string, view: AloneView): InverseBasis {
  const scan = judgedScan(scanAsk(ask), object, view);
  return { shift: ask.shift, scan, limits: resolvedLimits(ask.limits, scan.atRest), view };
}

function isScanned({ sides, reached }: JudgedScan): boolean {
  return SIDE_NAMES.every((side) => reached[side] === sides[side].length);
}

/** What was found within the range of every step, from rest to the whole of what was asked. */
function curveOf(shift: BoxedShift, scan: JudgedScan): readonly TolerancePoint[] {
  const [low, high] = shift.range;
  const shares = SIDE_NAMES.flatMap((side) =>
    scan.sides[side].map((amount) => Number((amount / (side === "low" ? low : high)).toPrecision(DIGITS))),
  );
  return [...new Set([0, ...shares, 1])]
    .toSorted((one, other) => one - other)
    .map((factor) => ({
      factor,
      range: [low * factor + 0, high * factor],
      ...scan.within(reachAt(scan.sides, shift, factor)),
    }));
}

/** Steps of both sides are the same share of their range but for rounding. */
const DIGITS = 12;
