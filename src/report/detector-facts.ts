// What is to be said of a run's detector beside its numbers, in sentences without their full stops; nothing of most.

import type { RunSummary } from "../results/schema.ts";
import { percent } from "./format.ts";

/** How its description was settled, then what it cannot tell. */
export function detectorFacts({ provenance: { detector }, clipped }: RunSummary): string[] {
  const { facts } = detector;
  if (facts === undefined) return [];
  return [
    ...facts.notes,
    ...(facts.givesMaps ? [] : ["it gives image scores alone: what compares maps with masks is undefined"]),
    ...(facts.clip === undefined || clipped === undefined ? [] : [clipText(facts.clip, clipped)]),
    ...(facts.unseenShare === undefined
      ? []
      : [
          `it never sees the outer ${percent(facts.unseenShare)}% of the picture: a defect there is missed by construction`,
        ]),
  ];
}

function clipText(
  [low, high]: readonly [number, number],
  { pixels, imageScores }: NonNullable<RunSummary["clipped"]>,
): string {
  const ofMaps = pixels === null ? "" : `${percent(pixels)}% of the unshifted maps' pixels and `;
  return `${ofMaps}${percent(imageScores)}% of the unshifted pictures' image scores lie beyond its final clip [${low}, ${high}], which tells them apart no more; all numbers here are of the values before it`;
}
