// Maps of scores from files, in their own precision.

import { InputError } from "../core/errors.ts";
import type { NumericArray } from "../core/numeric-array.ts";
import { decodePixels, readHeader } from "./decode.ts";
import { isNpy } from "./formats.ts";
import { checkFinite, PIXEL_LIMIT } from "./pixels.ts";
import { planeFromNpy } from "./plane.ts";
import { readBytes } from "./read-bytes.ts";

export interface ScoreMap {
  readonly width: number;
  readonly height: number;
  /** [height, width], finite, of the file's own type. */
  readonly scores: NumericArray;
}

/** A map of scores: .npy (H, W) or TIFF of any depth. InputError naming the file, also for several planes, NaN and Infinity. */
export async function decodeMap(path: string): Promise<ScoreMap> {
  const bytes = await readBytes(path);
  if (isNpy(path)) {
    const { width, height, data } = planeFromNpy(bytes, path);
    return { width, height, scores: data };
  }
  if (!(await readHeader(bytes, path)).isGrey)
    throw new InputError(`invalid map ${path}: its pixels have several channels; expected one score each`);
  const { width, height, data } = await decodePixels(bytes, path, {
    ...{ colours: "stored", pixelLimit: PIXEL_LIMIT },
  });
  checkFinite(data, path);
  return { width, height, scores: data };
}
