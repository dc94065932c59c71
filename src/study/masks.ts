// The masks that a study's maps are held against, before any shift.

import type { SizesOf } from "../core/acting-size.ts";
import type { Mask, PictureSize } from "../core/image.ts";
import { prepareSample } from "../image/prepare.ts";
import type { SampleRecords } from "./searched.ts";

/** Upright masks of samples at the working size, by the sample's id; `onSize` hears how large pictures were given. */
export async function masksOf(
  samples: readonly Pick<SampleRecords, "sample">[],
  sizesOf: SizesOf,
  onSize: (picture: PictureSize) => void = () => {},
): Promise<Map<string, Mask>> {
  const masks = new Map<string, Mask>();
  for (const { sample } of samples) {
    const { mask, pictureSize } = await prepareSample(sample, sizesOf);
    masks.set(sample.id, mask);
    onSize(pictureSize);
  }
  return masks;
}
