// What a detector that may become another one answered to the probe pictures, in few numbers: those that drift is measured
// by, and the rounded ones that stand in its digest.

import type { ScoredPicture } from "../detector.ts";

/** Map values of a picture that are held against later ones, evenly spread. */
const KEPT_VALUES = 256;

/**
 * What `probe` gives: of every picture its score, its label, and of its map the least, the largest and the mean value
 * and up to 256 others, evenly spread. As many numbers for answers of equal sizes.
 */
export function answerNumbers(answers: readonly ScoredPicture[]): number[] {
  return answers.flatMap(({ map, ...decided }) => [
    ...decisionNumbers(decided),
    ...(map === null ? [] : [...mapNumbers(map), ...spread(map)]),
  ]);
}

/**
 * The same without the spread values, in steps of 0.01, above 1 of two significant digits: part of a digest. Another
 * detector differs here; what one detector differs by from machine to machine hardly ever crosses a step.
 */
export function roundedAnswers(answers: readonly ScoredPicture[]): number[] {
  return answers
    .flatMap(({ map, ...decided }) => [...decisionNumbers(decided), ...(map === null ? [] : mapNumbers(map))])
    .map(rounded);
}

/** The largest difference of two lists of answers, relative where they are above 1; infinite for other lengths. */
export function driftBetween(before: ArrayLike<number>, now: ArrayLike<number>): number {
  if (before.length !== now.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let at = 0; at < before.length; at++) {
    const [value, other] = [before[at] ?? Number.NaN, now[at] ?? Number.NaN];
    const difference = Math.abs(value - other) / Math.max(1, Math.abs(value));
    most = Math.max(most, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
  }
  return most;
}

function decisionNumbers({ imageScore, label }: Omit<ScoredPicture, "map">): number[] {
  return [imageScore, ...(label === undefined ? [] : [Number(label)])];
}

function mapNumbers(map: Float32Array): number[] {
  let [least, largest, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of map) {
    least = Math.min(least, value);
    largest = Math.max(largest, value);
    sum += value;
  }
  return [least, largest, sum / map.length];
}

function spread(map: Float32Array): number[] {
  const count = Math.min(KEPT_VALUES, map.length);
  return Array.from({ length: count }, (_, at) => map[Math.floor(((at + 0.5) * map.length) / count)] ?? 0);
}

function rounded(value: number): number {
  return Math.abs(value) <= 1 ? Math.round(value * 100) / 100 : Number(value.toPrecision(2));
}
