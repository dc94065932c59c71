// Eq. (6): how much a picture changes where a rotation had to invent pixels. Small on a matte background, where the
// replicated border looks like what was there.

import { InputError, present } from "../core/errors.ts";
import type { RgbImage } from "../core/image.ts";
import { tensor } from "../core/tensor.ts";
import { toOnnx } from "../graph/onnx.ts";
import type { Engine, Session } from "../graph/session.ts";
import { constant, parameter, type Value } from "../graph/value.ts";
import { rotate } from "./pose/rotate.ts";
import type { Padding } from "./pose/shear.ts";

/** What the error of a picture depends on besides its pixels. */
export const CORNER_RULE = {
  /** Clockwise: the paper's 45° are counter-clockwise. */
  degrees: -45,
  /** A pixel counts as invented where ones, rotated with zero padding, fall below this. */
  coverage: 0.5,
  channels: "summed",
} as const;

/** Measures one picture; calls must follow one another. */
export type CornerErrorMeter = (image: RgbImage) => Promise<CornerError>;

export interface CornerError {
  /** Σ m·(x − f(x; 45°))² / Σ m, squares summed over the three channels; x clamped to [0, 1]. */
  readonly mse: number;
  /** The turned picture. */
  readonly rotated: RgbImage;
}

/**
 * Measures pictures of size × size; InputError for another size. What depends on the size alone is computed here. The
 * engine keeps the graph until it is closed.
 */
export async function cornerErrorMeter(engine: Engine, size: number): Promise<CornerErrorMeter> {
  const invented = await inventedPixels(engine, size);
  const open = (channels: number): Promise<Session> =>
    openTurn(engine, parameter("image", [1, channels, size, size]), "replicate");
  const sessions = { grey: await open(1), colour: await open(3) };
  return async ({ width, height, data, isGrey = false }) => {
    if (width !== size || height !== size) {
      throw new InputError(`invalid picture: ${width}×${height} pixels; expected ${size}×${size}`);
    }
    const channels = isGrey ? 1 : 3;
    const unit = clamped(data.subarray(0, channels * size * size));
    const rotated = await turned(sessions[isGrey ? "grey" : "colour"], unit, [1, channels, size, size]);
    const mse = (3 / channels) * meanSquares(unit, rotated, invented, size * size);
    return { mse, rotated: { width, height, data: isGrey ? repeated(rotated) : rotated, isGrey } };
  };
}

/** Pixels of a size × size picture that the rotation invents, row by row. */
async function inventedPixels(engine: Engine, size: number): Promise<readonly number[]> {
  const shape = [1, 1, size, size];
  const session = await openTurn(engine, parameter("image", shape), "zero");
  const coverage = await turned(session, new Float32Array(size * size).fill(1), shape);
  await session.close();
  return [...coverage.keys()].filter((pixel) => (coverage[pixel] as number) < CORNER_RULE.coverage);
}

/** A constant angle: the runtime computes its phases once, when the session opens. */
function openTurn(engine: Engine, image: Value, padding: Padding): Promise<Session> {
  const theta = constant(tensor([1], [CORNER_RULE.degrees]));
  return engine.open(toOnnx({ rotated: rotate(image, theta, { direction: "clockwise", padding }) }));
}

async function turned(session: Session, data: Float32Array, shape: readonly number[]): Promise<Float32Array> {
  const { rotated } = await session.run({ image: tensor(shape, data) });
  return present(rotated, "rotated").data;
}

/** A copy with its values in [0, 1]. */
function clamped(data: Float32Array): Float32Array {
  const unit = new Float32Array(data.length);
  for (let at = 0; at < data.length; at++) unit[at] = Math.min(1, Math.max(0, data[at] as number));
  return unit;
}

/** A plane as three equal channels. */
function repeated(plane: Float32Array): Float32Array {
  const channels = new Float32Array(3 * plane.length);
  for (let channel = 0; channel < 3; channel++) channels.set(plane, channel * plane.length);
  return channels;
}

/** Σ over pixels and channels of the squared change, by the number of pixels; `plane` values are one channel's. */
function meanSquares(
  before: Float32Array,
  after: Float32Array,
  pixels: readonly number[],
  plane: number,
): number {
  let sum = 0;
  for (const pixel of pixels) {
    for (let at = pixel; at < before.length; at += plane)
      sum += ((before[at] as number) - (after[at] as number)) ** 2;
  }
  return sum / pixels.length;
}
