// The ranges that numbers hold for, in words: a number without them would be read as one for every shift.

import { actingWords } from "../core/acting-size.ts";
import { type Camera, cameraLength } from "../core/camera-length.ts";
import type { Range, ShiftFacts, ShiftRanges } from "../core/shift.ts";
import { amountShown, shownAmount } from "../core/shift-amount.ts";
import { type Distribution, riskOf } from "../results/risk.ts";
import type { Combination, RunSummary } from "../results/schema.ts";

/**
 * "turned by up to ±10°, hue ±180°, saturation ±0.5" of these shifts, in the order given; "turned by −3° to 12°" where
 * a range is not symmetric; "defocus 0% to 1% (10.2 camera px)" for a camera that is known. Shifts without a range are
 * left out.
 */
export function rangesText(ranges: ShiftRanges, shifts: readonly ShiftFacts[], camera?: Camera): string {
  return shifts
    .flatMap((facts) => {
      const range = ranges[facts.name];
      if (range === undefined) return [];
      const furthest = range[1] > -range[0] ? range[1] : range[0];
      const length = camera === undefined ? null : cameraLength(facts, furthest, camera);
      return [length === null ? rangeText(facts, range) : `${rangeText(facts, range)} (${length})`];
    })
    .join(", ");
}

/** What moves the part is said as what is done to it, anything else by its title; in the unit that is more usual. */
function rangeText(facts: ShiftFacts, range: Range): string {
  const { effect, title, stage } = facts;
  const span = spanText(facts, range);
  if (stage !== "pose") return `${title} ${span}`;
  return `${effect} by ${isSymmetric(facts, range) ? "up to " : ""}${span}`;
}

/** "turned by normal(0, 3)°": mean and deviation, in the shift's own unit. */
function normalText(
  { effect, title, stage, sign, unit, shownIn }: ShiftFacts,
  { mean, deviation }: Extract<Distribution, { readonly kind: "normal" }>,
): string {
  const behind = shownIn === undefined ? sign : ` ${unit}`.trimEnd();
  const text = `normal(${String(mean).replace("-", "−")}, ${deviation})${behind}`;
  return stage === "pose" ? `${effect} by ${text}` : `${title} ${text}`;
}

/** The shifts of some combinations, in the summary's order. */
export function shiftsOf(
  { shifts }: Pick<RunSummary, "shifts">,
  combinations: readonly Combination[],
): ShiftFacts[] {
  const names = new Set(combinations.flatMap((combination) => combination.split("+")));
  return shifts.filter(({ name }) => names.has(name));
}

/** The shifts that a run has a range of: it searched or swept them, or a question asked for them. */
export function shiftsOfRun({ shifts, provenance }: Pick<RunSummary, "shifts" | "provenance">): ShiftFacts[] {
  return shifts.filter(({ name }) => provenance.ranges[name] !== undefined);
}

/** The ranges of some of a run's shifts, and where they acted if that was not at the working size. */
export function rangesOfRun(
  {
    provenance,
    pictureSize,
    answers = [],
  }: Pick<RunSummary, "provenance" | "pictureSize"> & Partial<Pick<RunSummary, "answers">>,
  shifts: readonly ShiftFacts[],
): string {
  const { ranges, acting, mmPerPixel } = provenance;
  const camera = pictureSize === undefined ? undefined : { size: pictureSize, mmPerPixel };
  const drawn = riskOf({ answers })?.distributions ?? {};
  const text = shifts
    .flatMap((facts) => {
      const distribution = drawn[facts.name];
      // Where a normal amount is cut says little of how far it goes.
      return distribution?.kind === "normal"
        ? normalText(facts, distribution)
        : rangesText(ranges, [facts], camera) || [];
    })
    .join(", ");
  return acting === undefined || text === "" ? text : `${text}, ${actingWords(acting)}`;
}

/** The ranges of what a run searched, for some of its combinations; of all unless given. */
export function searchedRanges(
  summary: Pick<RunSummary, "provenance" | "pictureSize" | "combinations" | "shifts">,
  combinations: readonly Combination[] = summary.combinations,
): string {
  return rangesOfRun(summary, shiftsOf(summary, combinations));
}

/** "Drops by combination (turned by up to ±10°)"; the title alone where nothing was searched or swept. */
export function titleWithRanges(title: string, ranges: string): string {
  return ranges === "" ? title : `${title} (${ranges})`;
}

/** "±10°", "4000 K to 6504 K": the lower printed number first, as a unit's scale may run backwards. */
export function spanText(facts: ShiftFacts, range: Range): string {
  if (isSymmetric(facts, range)) return `±${shownAmount(facts, range[1])}`;
  const [low, high] = range.toSorted((left, right) => amountShown(facts, left) - amountShown(facts, right));
  return `${shownAmount(facts, low ?? 0)} to ${shownAmount(facts, high ?? 0)}`;
}

/** As far either way, in a unit whose 0 is the shift's own. */
function isSymmetric(facts: ShiftFacts, [low, high]: Range): boolean {
  return Math.abs(low + high) <= 1e-9 * Math.abs(high) && amountShown(facts, 0) === 0;
}
