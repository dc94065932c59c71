// Maps of scores from files, in their own precision.

import { InputError } from "../core/errors.ts";
import type { NumericArray } from "../core/numeric-array.ts";
import { openPicture } from "./decode.ts";
import { isNpy } from "./formats.ts";
import { checkFinite } from "./pixels.ts";
import { planeFromNpy } from "./plane.ts";
import { withBytes } from "./read-bytes.ts";

export interface ScoreMap {
  readonly width: number;
  readonly height: number;
  /** [height, width], finite, of the file's own type. */
  readonly scores: NumericArray;
}

/** A map of scores: .npy (H, W) or TIFF of any depth. InputError naming the file, also for several planes, NaN and Infinity. */
export async function decodeMap(path: string): Promise<ScoreMap> {
  return await withBytes(path, async (bytes, claim) => {
    if (isNpy(path)) {
      const { width, height, data } = await planeFromNpy(bytes, path, claim);
      return { width, height, scores: data };
    }
    const picture = await openPicture(bytes, path);
    if (!picture.header.isGrey)
      throw new InputError(`invalid map ${path}: its pixels have several channels; expected one score each`);
    const { width, height, data } = await picture.decode({ colours: "stored", claim });
    checkFinite(data, path);
    return { width, height, scores: data };
  });
}
