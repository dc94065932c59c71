// Rotation by three shears (Unser et al. 1995, as the torch-rotation library does it), differentiable in the angle.
// Conventions, signs and the clamps' derivative are those of the golden fixtures.

import { negate, scale, sin, tan, transposeMatrix } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import { type Bounds, UNIT, within } from "../clamped.ts";
import { lineShifts, type Padding, paddedLength, shiftLines } from "./shear.ts";

export interface Rotation {
  /** "clockwise" turns a picture by theta, "counter-clockwise" turns its map back. */
  readonly direction: "clockwise" | "counter-clockwise";
  readonly padding: Padding;
  /** What every pass is clamped to, [0, 1] by default; null where there is no bound. */
  readonly bounds?: Bounds;
}

/**
 * Rotates images [P or 1, C, H, W] by theta [P] degrees about pixel ⌈H/2⌉, ⌈W/2⌉ → [P, C, H, W].
 * Valid for |theta| ≤ 90. Every pass is clamped to the bounds. A picture's phases are its map's with other signs, so that
 * a runtime computes them once.
 */
export function rotate(images: Value, theta: Value, { direction, padding, bounds = UNIT }: Rotation): Value {
  const clamped = (value: Value): Value => within(value, bounds);
  const [height, width] = [images.shape.at(-2) ?? 1, images.shape.at(-1) ?? 1];
  const turn = scale(theta, -Math.PI / 180);
  const rowSlope = tan(scale(turn, 0.5));
  const columnSlope = negate(sin(turn));
  const backwards = direction === "counter-clockwise";
  const rowsOf = (first: number, count: number): Value =>
    lineShifts(rowSlope, paddedLength(height), first, count);
  const frame = rowsOf(Math.floor(height / 2), height);
  // Rows of zeros stay what they are in the first pass: they are not made before the second.
  const [rows, rowsPadded, repeat] =
    padding === "zero"
      ? ([frame, "zero", 0] as const)
      : ([rowsOf(0, paddedLength(height)), "none", Math.floor(height / 2)] as const);
  const tall = { length: width, padding, crop: false, backwards, repeat };
  const first = clamped(shiftLines(images, rows, tall));
  const columns = lineShifts(columnSlope, paddedLength(width), 0, paddedLength(width));
  const upright = { length: height, padding: rowsPadded, crop: true, backwards };
  const second = transposeMatrix(clamped(shiftLines(transposeMatrix(first), columns, upright)));
  return clamped(shiftLines(second, frame, { length: width, padding: "none", crop: true, backwards }));
}
