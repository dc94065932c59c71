// The ranges that numbers hold for, in words: a number without them would be read as one for every shift.

import { SHIFT_NAMES, type Shift, type ShiftRanges } from "../core/shift.ts";
import type { Combination, RunSummary } from "../results/schema.ts";

type Range = readonly [number, number];

/** Shift → its range in words; angles in degrees. */
const WORDS: Readonly<Record<Shift, (range: Range) => string>> = {
  theta: (range) =>
    isSymmetric(range)
      ? `turned by up to ${spanText(range, 2, "°")}`
      : `turned by ${spanText(range, 2, "°")}`,
  hue: ([low, high]) => `hue ${spanText([degrees(low), degrees(high)], 2, "°")}`,
  saturation: (range) => `saturation ${spanText(range, 3)}`,
};

/**
 * "turned by up to ±10°, hue ±180°, saturation ±0.5" of these shifts, in canonical order; "turned by −3° to 12°" where
 * a range is not symmetric.
 */
export function rangesText(ranges: ShiftRanges, shifts: readonly Shift[]): string {
  return SHIFT_NAMES.filter((shift) => shifts.includes(shift))
    .map((shift) => WORDS[shift](ranges[shift]))
    .join(", ");
}

/** The shifts of some combinations, in canonical order. */
export function shiftsOf(combinations: readonly Combination[]): Shift[] {
  const names = combinations.flatMap((combination) => combination.split("+"));
  return SHIFT_NAMES.filter((shift) => names.includes(shift));
}

/** The shifts that a run searched or swept, in canonical order. */
export function shiftsOfRun({ combinations, mean }: Pick<RunSummary, "combinations" | "mean">): Shift[] {
  return shiftsOf([...combinations, ...mean.sweeps.map(({ shift }) => shift)]);
}

/** The ranges of what a run searched, for some of its combinations; of all unless given. */
export function searchedRanges(
  { provenance, combinations: all }: Pick<RunSummary, "provenance" | "combinations">,
  combinations: readonly Combination[] = all,
): string {
  return rangesText(provenance.ranges, shiftsOf(combinations));
}

/** "Drops by combination (turned by up to ±10°)"; the title alone where nothing was searched or swept. */
export function titleWithRanges(title: string, ranges: string): string {
  return ranges === "" ? title : `${title} (${ranges})`;
}

function spanText(range: Range, digits: number, unit = ""): string {
  const [low, high] = range;
  const text = (value: number): string => {
    const rounded = String(Number(Math.abs(value).toFixed(digits)));
    return `${value < 0 && rounded !== "0" ? "−" : ""}${rounded}${unit}`;
  };
  return isSymmetric(range) ? `±${text(high)}` : `${text(low)} to ${text(high)}`;
}

function isSymmetric([low, high]: Range): boolean {
  return Math.abs(low + high) <= 1e-9 * Math.abs(high);
}

function degrees(radians: number): number {
  return (radians * 180) / Math.PI;
}
