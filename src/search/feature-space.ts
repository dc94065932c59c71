// Positions as a surrogate sees them: lengths count alike, an axis that wraps is a circle, and where a shift keeps a
// picture's sharpness at single amounts alone, being there is a feature of its own.

import { type Axis, axesBeyondThree, type Position, sharpPlaces } from "./cube.ts";
import type { FitSettings, UsualLength } from "./process-fit.ts";

export interface FeatureSpace {
  /** The axis of every feature. */
  readonly axes: readonly number[];
  readonly fit: FitSettings;
  readonly of: (position: Position) => readonly number[];
}

/** Usual lengths: of a line in lengths that count alike, of a circle in its own length, of being sharp. */
const LINE: UsualLength = { usual: 0.3, least: 0.05, most: 4 };
const CIRCLE: UsualLength = { usual: 0.15, least: 0.02, most: 0.8 };
const SHARP: UsualLength = { usual: 1, least: 0.2, most: 20 };

/**
 * Usual common share of an axis: the product of what many axes share must not vanish before anything is known, or the first
 * hundred visits tell nothing of other places. For the same reason lines are longer.
 */
const commonOf = (axes: readonly Axis[]): number => 0.2 + axesBeyondThree(axes) / 15;
const lineOf = (axes: readonly Axis[]): UsualLength => ({
  ...LINE,
  usual: LINE.usual * (1 + axesBeyondThree(axes) / 3),
});

/** Share of the longest amount over which a detector's answers change beyond which nothing is left of being sharp. */
const SHARP_WITHIN = 0.005;

/** The features of a cube's positions. */
export function featureSpace(axes: readonly Axis[]): FeatureSpace {
  const parts = axes.map((axis) => partOf(axis, lineOf(axes)));
  const lengths: UsualLength[] = [];
  const lengthOf: number[] = [];
  for (const { features } of parts)
    for (const { usual, shared } of features) {
      if (!shared) lengths.push(usual);
      lengthOf.push(lengths.length - 1);
    }
  return {
    axes: parts.flatMap(({ features }, axis) => features.map(() => axis)),
    fit: { lengths, lengthOf, axes: axes.length, common: commonOf(axes) },
    of: (position) => parts.flatMap(({ at }, axis) => at(position[axis] ?? 0)),
  };
}

interface Part {
  /** `shared`: measured by the length of the feature before it. */
  readonly features: readonly { readonly usual: UsualLength; readonly shared: boolean }[];
  readonly at: (coordinate: number) => readonly number[];
}

function partOf(axis: Axis, usualLine: UsualLength): Part {
  const { wraps, length } = axis;
  if (wraps) {
    const usual = scaledLength(CIRCLE, length);
    const radius = length / (2 * Math.PI);
    return {
      features: [
        { usual, shared: false },
        { usual, shared: true },
      ],
      at: (coordinate) => {
        const angle = 2 * Math.PI * coordinate;
        return [radius * Math.cos(angle), radius * Math.sin(angle)];
      },
    };
  }
  const line = { usual: usualLine, shared: false };
  const places = sharpPlaces(axis);
  if (places.length === 0) return { features: [line], at: (coordinate) => [length * coordinate] };
  return {
    features: [line, { usual: SHARP, shared: false }],
    at: (coordinate) => {
      const away = Math.min(...places.map((place) => Math.abs(coordinate - place)));
      return [length * coordinate, Math.exp((-away * length) / SHARP_WITHIN)];
    },
  };
}

function scaledLength({ usual, least, most }: UsualLength, by: number): UsualLength {
  return { usual: by * usual, least: by * least, most: by * most };
}
