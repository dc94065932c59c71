// A study as its user asks for it.

import type { Aspect } from "../detector/framing.ts";
import type { PresetName } from "../core/preset.ts";
import type { Shift, ShiftRanges } from "../core/shift.ts";

export interface SweepConfig {
  readonly shift: Shift;
  readonly values: readonly number[];
}

export interface StudyConfig {
  /** Combinations of shifts to search, each for every sample. */
  readonly combinations: readonly (readonly Shift[])[];
  readonly sweeps: readonly SweepConfig[];
  readonly strategy: string;
  /** Gradient steps of the published search, per sample and combination. */
  readonly budget: number;
  readonly seed: number;
  /** Test samples per object; null for all. */
  readonly samplesPerObject: number | null;
  readonly ranges: ShiftRanges;
  readonly preset: PresetName;
  /** How a picture that is not square becomes one. */
  readonly aspect: Aspect;
}

/**
 * `count` values over a range, ends included, 0 among them if the range is symmetric and the count odd; a single
 * value is the one nearest to 0, and a range without width has a single one.
 */
export function uniformSweep(shift: Shift, ranges: ShiftRanges, count: number): SweepConfig {
  const [low, high] = ranges[shift];
  const values = Array.from({ length: count }, (_, index) => {
    const share = index / (count - 1);
    const value = low * (1 - share) + high * share;
    return Math.abs(value) < 1e-9 ? 0 : value;
  });
  return { shift, values: count === 1 || low === high ? [Math.min(high, Math.max(low, 0))] : values };
}
