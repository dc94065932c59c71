// One picture, one mask and one model, as several commands take them.

import { InputError } from "../core/errors.ts";
import type { Mask, RgbImage } from "../core/image.ts";
import { emptyMask } from "../core/image.ts";
import { decodeImage, decodeMask } from "../image/codec.ts";
import { resizeBicubic, resizeMaskNearest } from "../image/resize.ts";
import { type OpenModel, openModel } from "../study/open-model.ts";
import type { Surroundings } from "./command.ts";

/** Decodes a picture and brings it to size × size, as the detector sees it. */
export async function loadPicture(path: string, size: number): Promise<RgbImage> {
  return resizeBicubic(await decodeImage(path), size, size);
}

/** A picture with its mask (all normal without one), both at size × size; InputError where their sizes differ. */
export async function loadSample(
  imagePath: string,
  maskPath: string | undefined,
  size: number,
): Promise<{ image: RgbImage; mask: Mask }> {
  const picture = await decodeImage(imagePath);
  const image = resizeBicubic(picture, size, size);
  if (maskPath === undefined) return { image, mask: emptyMask(size, size) };
  const mask = await decodeMask(maskPath);
  if (mask.width !== picture.width || mask.height !== picture.height) {
    throw new InputError(
      `invalid mask ${maskPath}: ${mask.width}×${mask.height} pixels, but ${imagePath} has ${picture.width}×${picture.height}`,
    );
  }
  return { image, mask: resizeMaskNearest(mask, size, size) };
}

interface ModelFlags {
  readonly model: string;
  readonly visual?: string | undefined;
  readonly device: "auto" | "cpu" | "webgpu" | "cuda";
  readonly threads?: number | undefined;
}

/** Opens the model that the flags name, runs `body`, and closes it whatever happens. */
export async function withModel<Result>(
  flags: ModelFlags,
  { env, cwd }: Surroundings,
  body: (model: OpenModel) => Promise<Result>,
): Promise<Result> {
  const model = await openModel({
    model: flags.model,
    visual: flags.visual,
    device: flags.device,
    threads: flags.threads ?? 0,
    env,
    cwd,
  });
  try {
    return await body(model);
  } finally {
    await model.close();
  }
}
