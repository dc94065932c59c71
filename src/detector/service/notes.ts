// What is to be said of a service wherever its results stand: a sentence each.

import type { ScoredPicture } from "../detector.ts";

/** Shares of a map at its ends that no picture explains. */
const SATURATED = 0.01;

/** A crop is looked for by bits that do not change. */
export function notesOnRepeats({ repeats }: { readonly repeats: boolean }, mayCrop: boolean): string[] {
  return repeats || !mayCrop
    ? []
    : ["It does not repeat itself bit for bit, so whether it crops was not looked for."];
}

/** What a service clips can be seen in its answers alone: much of its maps is exactly 0, or exactly 1, and nothing beyond. */
export function notesOnClip(answers: readonly ScoredPicture[]): string[] {
  const values = answers.flatMap(({ map }) => (map === null ? [] : [map]));
  const count = values.reduce((sum, map) => sum + map.length, 0);
  const share = (isMeant: (value: number) => boolean): number =>
    values.reduce((sum, map) => sum + map.filter(isMeant).length, 0) / Math.max(1, count);
  if (share((value) => value < 0 || value > 1) > 0 || share((value) => value === 1) < SATURATED) return [];
  const ends = share((value) => value === 0 || value === 1);
  return [
    `${Math.round(100 * ends)}% of its maps of the probe pictures is exactly 0 or 1: it clips them itself, and tells nothing apart beyond; without that clip more could be ranked.`,
  ];
}
