// What a study of robustness asks, in the words of its commands: the original, sweeps, and searches over combinations.

import { type BoxedShift, type ShiftRanges, takenAmount } from "../../core/shift.ts";
import { inCanonicalOrder } from "../../shift/registry.ts";
import type { Ask } from "../config.ts";

export interface SweepConfig {
  readonly shift: string;
  readonly values: readonly number[];
}

export interface RobustnessAsk {
  /** Combinations of shifts to search, each for every sample. */
  readonly combinations: readonly (readonly string[])[];
  readonly sweeps: readonly SweepConfig[];
  /** Of every shift that is searched. */
  readonly ranges: ShiftRanges;
  readonly criterion: string;
  readonly strategy: string;
  /** Gradient steps of the published search, per sample and combination. */
  readonly budget: number;
  /** Whether searches build on each other's records; the question's own default unless given. */
  readonly searches?: "independent" | "shared";
  /** Station points of the worst common value's shared design, 0 for none; the question's own default unless given. */
  readonly common?: number;
  /** Uniform draws of a picture beside its search; none unless given. */
  readonly draws?: number;
}

/** How good the detector is unshifted, and what the transform of these shifts costs by itself. */
export function originalAsk(shifts: readonly string[]): Ask {
  return { question: "original", settings: { shifts: inCanonicalOrder(shifts) } };
}

/** The questions of a study of robustness; what is not asked for is left out. */
export function robustnessAsks({ combinations, sweeps, ranges, ...search }: RobustnessAsk): Ask[] {
  const shifts = [...combinations.flat(), ...sweeps.map(({ shift }) => shift)];
  const asks = [originalAsk(shifts)];
  if (sweeps.length > 0) asks.push({ question: "sweep", settings: { sweeps } });
  if (combinations.length > 0)
    asks.push({ question: "bound", settings: { combinations, ranges, ...search } });
  return asks;
}

export interface DecisionsAsk {
  /** How the threshold is chosen, as users write it; "" for what is usual. */
  readonly operatingPoint: string;
  readonly combinations: readonly (readonly string[])[];
  readonly ranges: ShiftRanges;
  /** The part that a picture shows, by the picture's id, of those that do not stand for themselves. */
  readonly parts: Readonly<Record<string, string>>;
}

/** What else a study asks that counts decisions. */
export function decisionsAsk(settings: DecisionsAsk): Ask {
  return { question: "operating-point", settings };
}

/**
 * `count` values over a range, ends included, 0 among them if the range is symmetric and the count odd; a single
 * value is the one nearest to 0, and a range without width has a single one. Of a shift of listed amounts, each once.
 */
export function uniformSweep(boxed: BoxedShift, count: number): SweepConfig {
  const {
    facts,
    range: [low, high],
  } = boxed;
  const values = Array.from({ length: count }, (_, index) => {
    const share = index / (count - 1);
    const value = low * (1 - share) + high * share;
    return takenAmount(boxed, Math.abs(value) < 1e-9 ? 0 : value);
  });
  const isSingle = count === 1 || low === high;
  return { shift: facts.name, values: isSingle ? [Math.min(high, Math.max(low, 0))] : [...new Set(values)] };
}
