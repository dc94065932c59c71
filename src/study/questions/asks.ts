// What a study of robustness asks, in the words of its commands: the original, sweeps, and searches over combinations.

import type { ShiftRanges } from "../../core/shift.ts";
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
}

/** The questions of a study of robustness; what is not asked for is left out. */
export function robustnessAsks({ combinations, sweeps, ranges, ...search }: RobustnessAsk): Ask[] {
  const shifts = inCanonicalOrder([...combinations.flat(), ...sweeps.map(({ shift }) => shift)]);
  const asks: Ask[] = [{ question: "original", settings: { shifts } }];
  if (sweeps.length > 0) asks.push({ question: "sweep", settings: { sweeps } });
  if (combinations.length > 0)
    asks.push({ question: "bound", settings: { combinations, ranges, ...search } });
  return asks;
}
