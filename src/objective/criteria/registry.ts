// What a search can make worse, by name: a file and a line each.

import { type DetectorFacts, givesMaps } from "../../core/detector-facts.ts";
import { InputError } from "../../core/errors.ts";
import { openRegistry, type Registry } from "../../core/registry.ts";
import type { Criterion } from "./criterion.ts";
import { imageScore } from "./image-score.ts";
import { loss } from "./loss.ts";
import { mapChange } from "./map-change.ts";
import { pauroc } from "./pauroc.ts";

export const CRITERIA: Registry<Criterion> = openRegistry("criterion", [pauroc, loss, imageScore, mapChange]);

/** The published one. */
export const DEFAULT_CRITERION: string = pauroc.name;

/** Why a criterion cannot be had of image scores alone, and what can; null where it can. */
export function mapsNeeded({ name, reads }: Criterion): string | null {
  return reads === "map" ? `criterion ${name} compares maps; expected --criterion ${imageScore.name}` : null;
}

/** Refuses what needs maps, where it says why, of a detector that gives none: InputError. */
export function refuseWithoutMaps(
  detector: { readonly name: string; readonly facts?: DetectorFacts | undefined },
  needed: string | null,
): void {
  if (needed !== null && !givesMaps(detector))
    throw new InputError(`${detector.name} gives image scores alone: ${needed}`);
}

/** Why a criterion cannot be had of defective pictures without masks, and what can; null where it can. */
export function masksNeeded({ name, reads, comparesMaps }: Criterion): string | null {
  if (reads !== "map" || comparesMaps) return null;
  return `criterion ${name} compares maps with masks; expected --criterion ${imageScore.name} or ${mapChange.name}`;
}

/** Refuses what needs masks, where it says why, of samples that have none: InputError. */
export function refuseWithoutMasks(
  samples: readonly { readonly id: string; readonly unmasked?: true }[],
  needed: string | null,
): void {
  const [first, ...others] = samples.filter(({ unmasked }) => unmasked === true);
  if (needed === null || first === undefined) return;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  throw new InputError(`missing masks of ${first.id}${more}: ${needed}`);
}

/** By what points are ordered where nobody says it: the published criterion, or without maps or masks the image score. */
export function criterionFor(comparesMaps: boolean): string {
  return comparesMaps ? DEFAULT_CRITERION : imageScore.name;
}

/** What is made worse unless it is said: the published one needs a mask, and all but one need maps. */
export function usualCriterion({ masked, givesMaps }: { masked: boolean; givesMaps: boolean }): string {
  if (!givesMaps) return imageScore.name;
  return masked ? DEFAULT_CRITERION : mapChange.name;
}
