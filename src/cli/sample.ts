// One picture and its mask, as several commands take them.

import type { Mask, PictureSize, RgbImage } from "../core/image.ts";
import { emptyMask } from "../core/image.ts";
import { decodeImage, decodeMaskOf } from "../image/codec.ts";
import { resizeBicubic, resizeMaskNearest } from "../image/resize.ts";
import type { ReadingRules } from "../image/rules.ts";
import { noteDoubts } from "./reading-flags.ts";

/** Decodes a picture and brings it to size × size, as the detector sees it. */
export async function loadPicture(path: string, size: number, rules: ReadingRules): Promise<RgbImage> {
  return resizeBicubic(await decodeImage(path, rules), size, size);
}

/**
 * A picture with its mask (all normal without one), both at a detector's working size, and its own size; what is
 * doubtful about them is noted. InputError where their sizes differ.
 */
export async function loadSample(
  flags: ReadingRules & { readonly image: string; readonly mask?: string | undefined },
  workingSize: (picture: PictureSize) => PictureSize,
  note: (line: string) => void,
): Promise<{ image: RgbImage; mask: Mask; size: PictureSize }> {
  const { image: imagePath, mask: maskPath } = flags;
  const picture = await decodeImage(imagePath, flags);
  await noteDoubts([{ image: imagePath, masks: maskPath === undefined ? [] : [maskPath] }], flags, note);
  const size = { width: picture.width, height: picture.height };
  const { width, height } = workingSize(picture);
  const image = resizeBicubic(picture, width, height);
  if (maskPath === undefined) return { image, mask: emptyMask(width, height), size };
  const mask = await decodeMaskOf(maskPath, imagePath, picture, flags);
  return { image, mask: resizeMaskNearest(mask, width, height), size };
}
