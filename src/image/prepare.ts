// The one place where a sample becomes a detector's working size: picture, mask and excluded region together.

import { maskSizes, type SizesOf } from "../core/acting-size.ts";
import { InputError } from "../core/errors.ts";
import { IGNORED, isEmptyMask, type Mask, type PictureSize, type RgbImage } from "../core/image.ts";
import { resizeMaskNearest, resizePicture } from "./resize.ts";

/** What is prepared: a sample's files, decoded when they are asked for. */
export interface Loadable {
  readonly anomalous: boolean;
  loadImage(): Promise<RgbImage>;
  loadMask(): Promise<Mask>;
  /** There of an anomalous sample that has no mask. */
  readonly unmasked?: true;
  /** 1 where a pixel counts nowhere; null where all count. */
  readonly loadIgnored?: () => Promise<Mask | null>;
}

export interface PreparedSample {
  /** At the size at which shifts act. */
  readonly image: RgbImage;
  /** At the size of maps: 0 normal, 1 anomalous, IGNORED where it counts nowhere. */
  readonly mask: Mask;
  /** True where nothing is left of the mask that an anomalous sample has: it vanished in the resize, or is excluded. */
  readonly maskVanished: boolean;
  /** The picture as it was given. */
  readonly pictureSize: PictureSize;
}

/**
 * Decodes a sample and brings its picture to the size at which shifts act, its mask to the size of maps. InputError where
 * no pixel counts there.
 */
export async function prepareSample(sample: Loadable, sizesOf: SizesOf): Promise<PreparedSample> {
  const { image, sizes, pictureSize } = await prepareImage(sample, sizesOf);
  const { width, height } = sizes.map;
  const mask = {
    ...resizeMaskNearest(await sample.loadMask(), width, height),
    ...maskSizes(sizes),
    ...(sample.unmasked === undefined ? {} : { unmasked: sample.unmasked }),
  };
  const ignored = (await sample.loadIgnored?.()) ?? null;
  const region = ignored === null ? null : resizeMaskNearest(ignored, width, height);
  const compared = region === null ? mask : withIgnored(mask, region);
  if (compared.data.every((value) => value === IGNORED))
    throw new InputError(
      `invalid region to ignore: at ${width}×${height} pixels it covers the whole picture`,
    );
  return {
    image,
    mask: compared,
    maskVanished: sample.anomalous && sample.unmasked === undefined && isEmptyMask(compared),
    pictureSize,
  };
}

/** The picture at the size at which shifts act; the one that was decoded is kept no longer. */
async function prepareImage(
  sample: Loadable,
  sizesOf: SizesOf,
): Promise<Pick<PreparedSample, "image" | "pictureSize"> & { readonly sizes: ReturnType<SizesOf> }> {
  const picture = await sample.loadImage();
  const sizes = sizesOf(picture);
  return {
    ...{ image: resizePicture(picture, sizes.acting, sizes.resampling), sizes },
    pictureSize: { width: picture.width, height: picture.height },
  };
}

/** A mask whose pixels count nowhere where the region's are set; both of one size. */
export function withIgnored(mask: Mask, region: Mask): Mask {
  const data = Uint8Array.from(mask.data, (value, pixel) => (region.data[pixel] === 1 ? IGNORED : value));
  return { ...mask, data };
}
