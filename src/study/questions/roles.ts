// What the experiments of the built-in questions are for, as plans, records' readers and failures name them.

/** The unshifted picture. */
export const ORIGINAL = "original";

/** All of a study's shifts at 0. */
export const IDENTITY = "identity";

/** The uniform sweep of a shift. */
export function sweepRole(shift: string): string {
  return `sweep ${shift}`;
}

/** The search over a combination: "theta+hue". */
export function boundRole(combination: string): string {
  return `bound ${combination}`;
}

/** A phase but the last of a shared search over a combination, the first is phase 1; it keeps numbers, no maps. */
export function phaseRole(combination: string, phase: number): string {
  return `bound ${combination}, phase ${phase}`;
}

/** The points of a shared design within a combination: one lamp for all pictures. */
export function commonRole(combination: string): string {
  return `common ${combination}`;
}

/** Uniform draws within a combination's box; they keep numbers, no maps. */
export function drawsRole(combination: string): string {
  return `draws ${combination}`;
}

/** The worst of those draws once more, with its map. */
export function drawnWorstRole(combination: string): string {
  return `drawn worst ${combination}`;
}

/** A good picture that thresholds are chosen from, unshifted; no sample that is evaluated has this role. */
export const CALIBRATION = "calibration";

/** One seeded draw of a combination's shifts. */
export function typicalRole(combination: string): string {
  return `typical ${combination}`;
}

/** Part of the draws of a combination from stated distributions, the first is part 1; they keep numbers, no maps. */
export function riskRole(combination: string, part: number): string {
  return `risk ${combination} ${part}`;
}
