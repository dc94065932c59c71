// What can be read off the levels of one sample: the numbers that landscapes draw and searches end with.

import type { Level } from "../core/objective.ts";
import { percent, plain } from "../report/format.ts";

export interface Reading {
  readonly title: string;
  /** "fraction" is printed in per cent. */
  readonly unit: "fraction" | "number";
  readonly decimals: number;
  /** The value; null where it is undefined or was not asked for. */
  of(level: Level): number | null;
  /** True where more is worse for the detector; `anomalous` is the sample's label. */
  risesWithHarm(anomalous: boolean): boolean;
}

export const READINGS: readonly Reading[] = [
  {
    ...{ title: "pAUROC", unit: "fraction", decimals: 1 },
    of: ({ pauroc }) => pauroc,
    risesWithHarm: () => false,
  },
  {
    ...{ title: "Loss", unit: "number", decimals: 4 },
    of: ({ loss }) => loss,
    risesWithHarm: () => true,
  },
  {
    ...{ title: "Image score", unit: "number", decimals: 3 },
    of: ({ imageScore }) => imageScore ?? null,
    risesWithHarm: (anomalous) => !anomalous,
  },
  {
    ...{ title: "Map change", unit: "number", decimals: 4 },
    of: ({ mapChange }) => mapChange ?? null,
    risesWithHarm: () => true,
  },
];

/** The numbers of a plane or a curve: those that every evaluation has. */
export const DRAWN_READINGS: readonly Reading[] = READINGS.slice(0, 3);

/** A value as it is printed: "87.1%", "0.0312". */
export function readingText({ unit, decimals }: Pick<Reading, "unit" | "decimals">, value: number): string {
  return unit === "fraction" ? `${percent(value)}%` : plain(value, decimals);
}

/** "rejected" or "accepted", of a detector that decides by itself; null of any other. */
export function decisionText({ label }: Level): string | null {
  if (label === undefined) return null;
  return label ? "rejected" : "accepted";
}

/**
 * "pAUROC 87.1%, loss 0.0312, image score 0.512, rejected": all that a level has, what the detector decided, and whether
 * its defect could be seen.
 */
export function levelText(level: Level): string {
  const read = READINGS.flatMap((reading) => {
    const value = reading.of(level);
    return value === null ? [] : [`${inSentence(reading.title)} ${readingText(reading, value)}`];
  });
  return [...read, decisionText(level) ?? [], level.outOfView ? "defect mostly out of view" : []]
    .flat()
    .join(", ");
}

/** A title inside a sentence: only abbreviations keep their capitals. */
function inSentence(title: string): string {
  return /^[A-Z][a-z ]/.test(title) ? title.toLowerCase() : title;
}
