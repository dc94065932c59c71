// Quantiser tables: those of the standard's Annex K, scaled by quality as libjpeg does.

import {
  add,
  clamp,
  divide,
  floor,
  lessOrEqual,
  matmul,
  multiply,
  offset,
  reshape,
  scale,
  select,
} from "../../graph/ops/index.ts";
import { constant, scalar, type Value } from "../../graph/value.ts";
import { BLOCK } from "./jpeg-transform.ts";
import { type Matrix, tensorOf } from "./jpeg-whole.ts";

export const LUMINANCE: Matrix = [
  [16, 11, 10, 16, 24, 40, 51, 61],
  [12, 12, 14, 19, 26, 58, 60, 55],
  [14, 13, 16, 24, 40, 57, 69, 56],
  [14, 17, 22, 29, 51, 87, 80, 62],
  [18, 22, 37, 56, 68, 109, 103, 77],
  [24, 35, 55, 64, 81, 104, 113, 92],
  [49, 64, 78, 87, 103, 121, 120, 101],
  [72, 92, 95, 98, 112, 100, 103, 99],
];

export const CHROMINANCE: Matrix = [
  [17, 18, 24, 47, 99, 99, 99, 99],
  [18, 21, 26, 66, 99, 99, 99, 99],
  [24, 26, 56, 99, 99, 99, 99, 99],
  [47, 66, 99, 99, 99, 99, 99, 99],
  [99, 99, 99, 99, 99, 99, 99, 99],
  [99, 99, 99, 99, 99, 99, 99, 99],
  [99, 99, 99, 99, 99, 99, 99, 99],
  [99, 99, 99, 99, 99, 99, 99, 99],
];

/**
 * Per cent by which the tables are scaled, [P], from whole qualities [P] in 1 … 100: ⌊5000/quality⌋ below 50, else
 * 200 − 2·quality. The half keeps a quotient that is whole from being divided to just below it.
 */
export function tableScale(quality: Value): Value {
  const coarse = floor(divide(scalar(5000.5), quality));
  const fine = offset(scale(quality, -2), 200);
  return select(lessOrEqual(quality, scalar(49.5)), coarse, fine);
}

/** Steps [P, 1, 1, 8, width] of a table, clamp(⌊(table·scale + 50)/100⌋, 1, 255), for every block along the width. */
export function quantiserSteps(table: Matrix, percent: Value, width: number): Value {
  const points = percent.shape[0] ?? 1;
  const scaled = multiply(reshape(percent, [points, 1, 1, 1, 1]), constant(tensorOf(table)));
  // Half more than libjpeg adds: a whole quotient is not divided to just below it.
  const steps = clamp(floor(divide(offset(scaled, 50.5), scalar(100))), 1, 255, 0);
  const across = Array.from({ length: BLOCK }, (_, own) =>
    Array.from({ length: width }, (_, column) => Number(column % BLOCK === own)),
  );
  return matmul(steps, constant(tensorOf(across)));
}

/**
 * Coefficients, given as whole eighths [1 or P, C, blocks, 8, width], to the nearest multiples of the steps
 * [P, 1, 1, 8, width], ties away from 0 → [P, C, blocks, 8, width]. Half an eighth more, away from 0, breaks the ties and
 * keeps every quotient clear of a border, however a runtime divides.
 */
export function quantised(eighths: Value, steps: Value): Value {
  const outwards = add(eighths, clamp(eighths, -0.5, 0.5, 0));
  const perStep = divide(scalar(1 / 8), steps);
  return multiply(floor(offset(multiply(outwards, perStep), 0.5)), steps);
}
