// How far a shift may go: the worst found as a function of the range, its inverse, and where each picture breaks. Data for
// scripts; found in a summary by `toleranceOf`.

import type { ShiftPoint } from "../core/shift.ts";
import type { RateLimits } from "./acceptance.ts";
import type { Count, DecisionCounts } from "./decisions.ts";
import type { RunSummary } from "./schema.ts";

/** The worst found within a range, each side of a shift scaled by `factor` of what was asked. */
export interface TolerancePoint {
  /** 0 to 1. */
  readonly factor: number;
  /** Amounts within which it was found; of several shifts together null. */
  readonly range: readonly [number, number] | null;
  /** What is judged: of a station's shift the worst common value, of a part's each picture at its own. */
  readonly escapes: Count;
  readonly falseRejects: Count;
  /** Each picture at its own worst. */
  readonly perPicture: DecisionCounts;
  /** Mean over defective pictures of each one's pAUROC at its worst; null without masks, and beyond a flip that ended a picture's scan. */
  readonly pauroc: number | null;
}

export interface ToleranceShift {
  /** A shift, or several joined by "+". */
  readonly shift: string;
  /** The others at zero. */
  readonly alone: boolean;
  /** The largest symmetric range in which every limit holds: ±amount of a shift alone, the factor of several together. */
  readonly symmetric: number | null;
  /** The largest one-sided ranges, [low, 0] and [0, high]; null of several together, and where no limit holds at rest. */
  readonly low: number | null;
  readonly high: number | null;
  readonly confirmed: {
    /** True where a fresh search just inside held every limit, false where it did not; null where there is nothing to confirm. */
    readonly inside: boolean | null;
    /** A point just outside at which a limit is violated; null where the asked range ends first. */
    readonly outside: ShiftPoint | null;
  };
  /** Why there is no range. */
  readonly reason?: string;
  readonly curve: readonly TolerancePoint[];
}

/** Where a picture's verdict flips first, going outwards from 0; 0 where it is wrong at rest, null where it does not in the asked range. */
export interface BreakingPoint {
  readonly sample: string;
  readonly shift: string;
  readonly anomalous: boolean;
  readonly value: number | null;
}

export interface ObjectTolerance {
  readonly object: string;
  readonly shifts: readonly ToleranceShift[];
  readonly breaking: readonly BreakingPoint[];
}

export interface ToleranceData {
  readonly kind: "tolerances";
  readonly limits: RateLimits;
  readonly objects: readonly ObjectTolerance[];
}

/** The tolerances of a run; undefined where none was asked for. */
export function toleranceOf({ answers }: Pick<RunSummary, "answers">): ToleranceData | undefined {
  return answers.map(({ data }) => data).find(isTolerance);
}

function isTolerance(data: unknown): data is ToleranceData {
  return data !== null && typeof data === "object" && "kind" in data && data.kind === "tolerances";
}
