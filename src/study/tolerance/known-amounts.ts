// All that is known of one shift alone by roles: of each picture where its verdict is wrong, and of a station's shift at
// which shared amounts an object's limits are violated.

import { SIDES } from "../../core/acceptance.ts";
import type { FailureCounts, ResolvedLimits } from "../../metrics/decisions/limits.ts";
import type { KnownAmount } from "./bracket.ts";
import { failuresOf, type JudgedScan, type ScannedPicture } from "./judged-scan.ts";
import { type ReadingView, readingsOf } from "./readings.ts";
import { SIDE_NAMES } from "./scan-ask.ts";

/** A picture's amounts: those of the scan, then those of some other roles as far as it has them. */
export function knownOf(
  { sides }: Pick<JudgedScan, "sides">,
  { sample, readings }: ScannedPicture,
  roles: readonly string[],
  view: ReadingView,
): readonly KnownAmount[] {
  const scanned = SIDE_NAMES.flatMap((side) =>
    // The amount that was asked for: on a circle the end of one side is recorded as that of the other.
    readings[side].map(({ wrong }, step) => ({ amount: sides[side][step] ?? 0, wrong })),
  );
  const others = roles.flatMap((role) => readingsOf(sample, role, view) ?? []);
  return [...scanned, ...others.map(({ amounts: [amount = 0], wrong }) => ({ amount, wrong }))];
}

/**
 * Of a station's shift, where all pictures stand together: an amount is wrong where the counts there violate a limit. The
 * roles are of amounts that the pictures share, finished of each.
 */
export function knownTogether(
  { sides, pictures, together }: Pick<JudgedScan, "sides" | "pictures" | "together">,
  roles: readonly string[],
  limits: ResolvedLimits,
  view: ReadingView,
): readonly KnownAmount[] {
  const scanned = SIDE_NAMES.flatMap((side) =>
    (together?.[side] ?? []).map((failures, step) => ({
      amount: sides[side][step] ?? 0,
      wrong: isViolated(failures, limits),
    })),
  );
  const others = roles.flatMap((role) => {
    const readings = pictures.map(({ sample }) => readingsOf(sample, role, view) ?? []);
    return (readings[0] ?? []).map(({ amounts: [amount = 0] }, at) => ({
      amount,
      wrong: isViolated(
        failuresOf(pictures, (_, index) => readings[index]?.[at]?.wrong === true),
        limits,
      ),
    }));
  });
  return [...scanned, ...others];
}

/** True where the rate as seen is above a limit. */
export function isViolated(counts: FailureCounts, limits: ResolvedLimits): boolean {
  return SIDES.some((side) => counts[side].k > allowed(counts[side].n, limits[side]));
}

/** The most of n that may fail. */
export function allowed(n: number, limit: number | null): number {
  return limit === null ? n : Math.floor(n * limit + ROUNDING);
}

/** 5% of 20 is 1, also in floating point. */
const ROUNDING = 1e-9;
