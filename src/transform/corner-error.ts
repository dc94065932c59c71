// Eq. (6): how much a picture changes where a rotation had to invent pixels. Small on a matte background, where the
// replicated border looks like what was there.

import { InputError, present } from "../core/errors.ts";
import type { RgbImage } from "../core/image.ts";
import { tensor } from "../core/tensor.ts";
import { toOnnx } from "../graph/onnx.ts";
import type { Engine } from "../graph/session.ts";
import { constant, parameter } from "../graph/value.ts";
import { rotate } from "./rotate.ts";

/** The angle that eq. (6) turns by. */
export const CORNER_DEGREES = 45;

/** A pixel counts as invented where ones, rotated with zero padding, fall below this. */
const COVERED = 0.999;

export interface CornerError {
  /** Mean of m·(x − f(x; 45°))² over the invented pixels and the channels; x clamped to [0, 1]. */
  readonly mse: number;
  /** The turned picture. */
  readonly rotated: RgbImage;
}

/** Measures pictures of size × size; InputError for another size. The engine keeps the graph until it is closed. */
export async function cornerErrorMeter(
  engine: Engine,
  size: number,
): Promise<(image: RgbImage) => Promise<CornerError>> {
  const theta = parameter("theta", [1]);
  const ones = constant(tensor([1, 1, size, size], new Float32Array(size * size).fill(1)));
  const session = await engine.open(
    toOnnx({
      rotated: rotate(parameter("image", [1, 3, size, size]), theta, {
        direction: "clockwise",
        padding: "replicate",
      }),
      coverage: rotate(ones, theta, { direction: "clockwise", padding: "zero" }),
    }),
  );
  return async ({ width, height, data }) => {
    if (width !== size || height !== size) {
      throw new InputError(`invalid picture: ${width}×${height} pixels; expected ${size}×${size}`);
    }
    const unit = data.map((value) => Math.min(1, Math.max(0, value)));
    const results = await session.run({
      image: tensor([1, 3, size, size], unit),
      theta: tensor([1], [CORNER_DEGREES]),
    });
    const rotated = present(results["rotated"], "rotated").data;
    const coverage = present(results["coverage"], "coverage").data;
    return { mse: maskedMse(unit, rotated, coverage), rotated: { width, height, data: rotated } };
  };
}

function maskedMse(before: Float32Array, after: Float32Array, coverage: Float32Array): number {
  const pixels = coverage.length;
  let sum = 0;
  let count = 0;
  for (let index = 0; index < before.length; index++) {
    if ((coverage[index % pixels] as number) >= COVERED) continue;
    sum += ((before[index] as number) - (after[index] as number)) ** 2;
    count++;
  }
  return sum / count;
}
