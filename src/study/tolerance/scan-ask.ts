// A scan of one shift alone: each side of its range outwards from 0, in even steps or at the amounts that it takes, in
// rounds of some steps.

import { type BoxedShift, listedAmounts, takenAmount } from "../../core/shift.ts";
import type { Count, DecisionCounts } from "../../results/decisions.ts";
import type { Experiment } from "../../results/record.ts";

export const SIDE_NAMES = ["low", "high"] as const;
export type SideName = (typeof SIDE_NAMES)[number];

/** The amounts of each side, from the nearest to 0 to the end of the range; 0 is none of them. */
export type ScanSides = Readonly<Record<SideName, readonly number[]>>;

/** How many steps outwards something holds, or goes, on each side; 0: at rest alone. */
export type Reach = Readonly<Record<SideName, number>>;

/** A shift and where it is scanned. */
export interface ScannedShift {
  readonly shift: BoxedShift;
  /** Steps of each side. */
  readonly steps: number;
  /** Of more listed amounts than steps those nearest to the steps alone; else all that are listed. */
  readonly thinned?: boolean;
}

/**
 * The amounts that are scanned: the range of each side in `steps` even steps; of a shift of listed amounts all of these
 * in place of the steps.
 */
export function scanSides({ shift, steps, thinned = false }: ScannedShift): ScanSides {
  const [low, high] = shift.range;
  const listed = listedAmounts(shift);
  const sideOf = (end: number): number[] => {
    if (end === 0) return [];
    const even = Array.from({ length: steps }, (_, step) => (end * (step + 1)) / steps);
    if (listed === null) return even;
    const own = listed
      .filter((amount) => amount * end > 0)
      .toSorted((one, other) => Math.abs(one) - Math.abs(other));
    if (!thinned || own.length <= steps) return own;
    return [...new Set(even.map((amount) => takenAmount(shift, amount)))].filter((amount) => amount !== 0);
  };
  return { low: sideOf(low), high: sideOf(high) };
}

/** The steps of each side that lie within the range scaled by a factor, 0 to 1. */
export function reachAt(sides: ScanSides, { range: [low, high] }: BoxedShift, factor: number): Reach {
  const within = (amounts: readonly number[], end: number): number =>
    amounts.filter((amount) => Math.abs(amount) <= Math.abs(end) * factor * (1 + ROUNDING)).length;
  return { low: within(sides.low, low), high: within(sides.high, high) };
}

/** A step's amount and the same share of the range differ by this at most. */
const ROUNDING = 1e-9;

/** What was found within a range. */
export interface Judged {
  /** What is judged: of a station's shift the worst common value, of a part's each picture at its own. */
  readonly escapes: Count;
  readonly falseRejects: Count;
  /** Each picture at its own worst. */
  readonly perPicture: DecisionCounts;
  /** Mean over defective pictures of each one's pAUROC at its worst; null where one has none, or was not followed so far. */
  readonly pauroc: number | null;
}

export interface ScanAsk extends ScannedShift {
  /** Steps of a side that are evaluated in one round. */
  readonly chunk: number;
  /** The part that a picture shows, by its id; of others it is the picture itself. */
  readonly parts: Readonly<Record<string, string>>;
  /** True where pictures are followed beyond their flip: what is no decision is known everywhere too. */
  readonly whole?: boolean;
  /**
   * True of what ends an object's scan: of what was judged on one side as far as a round went. Without it all is scanned
   * to the ends.
   */
  readonly ends?: (judged: Judged, object: string) => boolean;
}

/** True where every picture is evaluated at every amount, also beyond its flip. */
export function isWhole({ shift, whole = false }: Pick<ScanAsk, "shift" | "whole">): boolean {
  return shift.facts.scope === "station" || whole;
}

/** Steps [first, end) of a side, and what evaluates them. */
export interface ScanChunk {
  readonly side: SideName;
  readonly first: number;
  readonly amounts: readonly number[];
  readonly role: string;
}

/** The rounds of a side, in order. */
export function chunksOf({ shift, chunk }: ScanAsk, sides: ScanSides, side: SideName): readonly ScanChunk[] {
  const amounts = sides[side];
  return Array.from({ length: Math.ceil(amounts.length / chunk) }, (_, round) => {
    const first = round * chunk;
    const own = amounts.slice(first, first + chunk);
    const place = `${first + 1}-${first + own.length} of ${amounts.length}`;
    return { side, first, amounts: own, role: `scan ${shift.facts.name} ${side} ${place}` };
  });
}

/** The shift alone at some amounts, numbers without maps. */
export function numbersAt(shift: BoxedShift, amounts: readonly number[]): Experiment {
  return {
    kind: "points",
    keeps: "numbers",
    points: amounts.map((amount) => ({ [shift.facts.name]: amount })),
  };
}
