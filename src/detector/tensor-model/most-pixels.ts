// How large the pictures of one run may be. Declarations, descriptions and answers may say any size: it is checked before
// anything of that size is made.

import { InputError } from "../../core/errors.ts";
import type { PictureSize } from "../../core/image.ts";
import { beyondLimit, limitOf } from "../../core/limits.ts";

/** InputError where so many pictures of a size are beyond the limit of a model. */
export function checkPixels(model: string, { width, height }: PictureSize, pictures = 1): void {
  const pixels = Math.max(1, pictures) * width * height;
  if (pixels > limitOf("model-pixels"))
    throw new InputError(`invalid ${model}: it takes ${beyondLimit("model-pixels", pixels)}`);
}

/** The same of pictures at their own size, which a picture's own limit allows one by one. */
export function checkOwnPixels(input: string, { width, height }: PictureSize, pictures: number): void {
  const pixels = pictures * width * height;
  if (pixels > limitOf("model-pixels") && pixels > limitOf("pixels"))
    throw new InputError(
      `invalid input ${input}: ${pictures} pictures of ${width}×${height} px are ${beyondLimit("model-pixels", pixels)}`,
    );
}
