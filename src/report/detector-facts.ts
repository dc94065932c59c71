// What is to be said of a run's detector beside its numbers, a sentence each; nothing of most.

import type { RunSummary } from "../results/schema.ts";
import { percent } from "./format.ts";

/** How its description was settled, then what it cannot tell, in numbers of this run. */
export function detectorFacts({ provenance: { detector }, clipped }: RunSummary): string[] {
  const { facts } = detector;
  if (facts === undefined) return [];
  const { notes, clip, unseenShare } = facts;
  return [
    ...notes,
    ...(clip === undefined || clipped === undefined || isNothing(clipped) ? [] : [clipText(clip, clipped)]),
    ...(unseenShare === undefined
      ? []
      : [
          `A defect in the ${percent(unseenShare)}% of the picture that it never looks at is missed by construction.`,
        ]),
  ];
}

function isNothing({ pixels, imageScores }: NonNullable<RunSummary["clipped"]>): boolean {
  return (pixels ?? 0) === 0 && imageScores === 0;
}

function clipText(
  [low, high]: readonly [number, number],
  { pixels, imageScores }: NonNullable<RunSummary["clipped"]>,
): string {
  const ofMaps = pixels === null ? "" : `${percent(pixels)}% of the unshifted maps' pixels and `;
  return `${ofMaps}${percent(imageScores)}% of the unshifted pictures' image scores lie beyond its final clip [${low}, ${high}], which tells them apart no more.`;
}
