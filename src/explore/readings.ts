// What can be read off the levels of one sample: the numbers that landscapes draw and searches end with.

import type { Level } from "../core/objective.ts";

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
