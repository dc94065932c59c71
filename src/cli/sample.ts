// One picture and its mask, as several commands take them.

import type { Mask, PictureSize, RgbImage } from "../core/image.ts";
import { emptyMask } from "../core/image.ts";
import { decodeImage, decodeMaskOf } from "../image/codec.ts";
import { resizeBicubic, resizeMaskNearest } from "../image/resize.ts";

/** Decodes a picture and brings it to size × size, as the detector sees it. */
export async function loadPicture(path: string, size: number): Promise<RgbImage> {
  return resizeBicubic(await decodeImage(path), size, size);
}

/** A picture with its mask (all normal without one), both at a detector's working size; InputError where their sizes differ. */
export async function loadSample(
  imagePath: string,
  maskPath: string | undefined,
  workingSize: (picture: PictureSize) => PictureSize,
): Promise<{ image: RgbImage; mask: Mask }> {
  const picture = await decodeImage(imagePath);
  const { width, height } = workingSize(picture);
  const image = resizeBicubic(picture, width, height);
  if (maskPath === undefined) return { image, mask: emptyMask(width, height) };
  const mask = await decodeMaskOf(maskPath, imagePath, picture);
  return { image, mask: resizeMaskNearest(mask, width, height) };
}
