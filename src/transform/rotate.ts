// Rotation by three shears (Unser et al. 1995, as the torch-rotation library does it), differentiable in the angle.
// Conventions, signs and the clamps' derivative are those of the golden fixtures.

import { clamp, matmul, negate, scale, sin, tan, transposeMatrix } from "../graph/ops/index.ts";
import { constant, type Value } from "../graph/value.ts";
import { lineShifts, type Padding, paddedLength, paddingMatrix, shiftLines } from "./shear.ts";

/** Width of the band around 0 and 1 in which the clamps still pass the derivative. */
const CLAMP_BAND = 1e-5;

export interface Rotation {
  /** "clockwise" turns a picture by theta, "counter-clockwise" turns its map back. */
  readonly direction: "clockwise" | "counter-clockwise";
  readonly padding: Padding;
}

/**
 * Rotates images [P or 1, C, H, W] in [0, 1] by theta [P] degrees about pixel ⌈H/2⌉, ⌈W/2⌉ → [P, C, H, W].
 * Valid for |theta| ≤ 90. Every pass is clamped to [0, 1].
 */
export function rotate(images: Value, theta: Value, { direction, padding }: Rotation): Value {
  const [height, width] = [images.shape.at(-2) ?? 1, images.shape.at(-1) ?? 1];
  const [paddedHeight, paddedWidth] = [paddedLength(height), paddedLength(width)];
  const counterClockwise = scale(theta, (direction === "clockwise" ? -1 : 1) * (Math.PI / 180));
  const rowSlope = tan(scale(counterClockwise, 0.5));
  const columnSlope = negate(sin(counterClockwise));
  const tall = matmul(constant(paddingMatrix(height, padding)), images);
  const first = unitClamp(
    shiftLines(tall, lineShifts(rowSlope, paddedHeight, 0, paddedHeight), {
      length: width,
      padding,
      crop: false,
    }),
  );
  const columns = lineShifts(columnSlope, paddedWidth, 0, paddedWidth);
  const second = transposeMatrix(
    unitClamp(shiftLines(transposeMatrix(first), columns, { length: height, padding: "none", crop: true })),
  );
  const rows = lineShifts(rowSlope, paddedHeight, Math.floor(height / 2), height);
  return unitClamp(shiftLines(second, rows, { length: width, padding: "none", crop: true }));
}

function unitClamp(value: Value): Value {
  return clamp(value, 0, 1, CLAMP_BAND);
}
