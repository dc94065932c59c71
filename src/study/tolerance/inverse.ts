// The inverse of a curve: the largest range of one shift alone, to one side or to both, within which the rates as seen
// hold every limit. A query over what is known of the pictures.

import type { BoxedShift } from "../../core/shift.ts";
import type { ResolvedLimits } from "../../metrics/decisions/limits.ts";
import { type Bracket, bracketOf } from "./bracket.ts";
import type { JudgedScan, ScannedPicture } from "./judged-scan.ts";
import { allowed, knownOf, knownTogether } from "./known-amounts.ts";
import type { ReadingView } from "./readings.ts";
import { SIDE_NAMES, type SideName } from "./scan-ask.ts";

/** Sides of a range: one of them, or both alike. */
export type RangeKind = SideName | "symmetric";

/** How far limits hold; distances from 0. */
export interface FoundRange {
  /** At most the end of what was asked. */
  readonly held: number;
  /** The nearest amount at which a limit is violated, signed; null where what was asked ends first. */
  readonly violated: number | null;
}

/** What a range is found from. */
export interface InverseBasis {
  readonly shift: BoxedShift;
  readonly scan: JudgedScan;
  readonly limits: ResolvedLimits;
  readonly view: ReadingView;
}

/** The sides that a kind is about; of both alike those that were asked. */
export function sidesOf(kind: RangeKind, { range: [low, high] }: BoxedShift): readonly SideName[] {
  const ends = { low, high };
  return SIDE_NAMES.filter((side) => (kind === "symmetric" ? ends[side] !== 0 : side === kind));
}

/** The range of a kind by the scan and these other roles; limits hold at rest. */
export function foundRange(basis: InverseBasis, kind: RangeKind, roles: readonly string[]): FoundRange {
  const { shift, scan, limits, view } = basis;
  const sides = sidesOf(kind, shift);
  const ends = sides.map((side) => Math.abs(shift.range[side === "low" ? 0 : 1]));
  const end = ends.length === 0 ? 0 : Math.min(...ends);
  const nearest =
    shift.facts.scope === "station"
      ? nearestOf(sides, knownTogether(scan, roles, limits, view))
      : orderStatistic(
          scan.pictures.map((picture) => ({
            picture,
            bracket: nearestOf(sides, knownOf(scan, picture, roles, view)),
          })),
          limits,
        );
  const isWithin = nearest.broken !== null && nearest.broken <= end;
  return {
    held: Math.min(end, nearest.held),
    violated: isWithin && nearest.broken !== null ? nearest.sign * nearest.broken : null,
  };
}

/** A bracket with the side that it breaks on, as a sign. */
export interface SignedBracket extends Bracket {
  readonly sign: 1 | -1;
}

/** The first to break of some sides; what is held is held on all of them. */
export function nearestOf(sides: readonly SideName[], known: Parameters<typeof bracketOf>[0]): SignedBracket {
  const brackets = sides.map(
    (side): SignedBracket => ({ ...bracketOf(known, side), sign: side === "low" ? -1 : 1 }),
  );
  return brackets.reduce(firstOf, { held: Number.POSITIVE_INFINITY, broken: null, sign: 1 });
}

function firstOf(one: SignedBracket, other: SignedBracket): SignedBracket {
  const held = Math.min(one.held, other.held);
  const isOther = (other.broken ?? Number.POSITIVE_INFINITY) <= (one.broken ?? Number.POSITIVE_INFINITY);
  return { ...(isOther ? other : one), held };
}

interface BrokenPicture {
  readonly picture: ScannedPicture;
  readonly bracket: SignedBracket;
}

/** Of a part's shift: that part's bracket with which a limit is first violated, of defective and of good ones. */
function orderStatistic(pictures: readonly BrokenPicture[], limits: ResolvedLimits): SignedBracket {
  const [defective, good] = [true, false].map((anomalous) => {
    const own = pictures.filter(({ picture }) => picture.sample.anomalous === anomalous);
    const parts = [...partsOf(own).values()];
    const limit = anomalous ? limits.escapes : limits.falseRejects;
    return firstBeyond(parts, allowed(parts.length, limit));
  });
  return [defective, good].reduce<SignedBracket>(
    (first, other) => (other === undefined ? first : firstOf(first, other)),
    { held: Number.POSITIVE_INFINITY, broken: null, sign: 1 },
  );
}

/** A part breaks with the first of its photographs; one that is wrong at rest is broken everywhere. */
function partsOf(pictures: readonly BrokenPicture[]): ReadonlyMap<string, SignedBracket> {
  const parts = new Map<string, SignedBracket>();
  for (const { picture, bracket } of pictures) {
    const own: SignedBracket = picture.atRest.wrong ? { held: -1, broken: 0, sign: 1 } : bracket;
    const known = parts.get(picture.part);
    parts.set(picture.part, known === undefined ? own : firstOf(known, own));
  }
  return parts;
}

/** The first to break once so many have: of what is held and what is broken each by itself, as others may lie between. */
function firstBeyond(parts: readonly SignedBracket[], may: number): SignedBracket {
  const held = parts.map((part) => part.held).toSorted((one, other) => one - other)[may];
  const broken = parts
    .filter((part) => part.broken !== null)
    .toSorted((one, other) => (one.broken ?? 0) - (other.broken ?? 0))[may];
  return {
    held: held ?? Number.POSITIVE_INFINITY,
    broken: broken?.broken ?? null,
    sign: broken?.sign ?? 1,
  };
}
