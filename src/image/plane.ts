// Single planes of .npy files: masks and maps.

import { InputError } from "../core/errors.ts";
import { decodeNpy } from "../core/npy.ts";
import type { NumericArray } from "../core/numeric-array.ts";
import { checkFinite, statedWhite } from "./pixels.ts";

export interface NpyPlane {
  readonly width: number;
  readonly height: number;
  readonly data: NumericArray;
  readonly white: number | null;
}

/** An array of shape (H, W), (1, H, W) or (H, W, 1); InputError naming the file for others, NaN and infinity. */
export function planeFromNpy(bytes: Uint8Array, path: string): NpyPlane {
  const { shape, type, data } = decodeNpy(bytes, path);
  const [height = 0, width = 0, ...others] = sidesOf(shape);
  if (shape.length < 2 || others.length > 0 || width * height === 0) {
    throw new InputError(`invalid array ${path}: shape (${shape.join(", ")}); expected (H, W)`);
  }
  checkFinite(data, path);
  return { width, height, data, white: statedWhite(type) };
}

function sidesOf(shape: readonly number[]): readonly number[] {
  if (shape.length !== 3) return shape;
  return shape[0] === 1 ? shape.slice(1) : shape[2] === 1 ? shape.slice(0, 2) : shape;
}
