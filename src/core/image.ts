// Pictures and masks as plain arrays, independent of any decoder.

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** RGB picture, planar [3, height, width]; values nominally in [0, 1] (a bicubic resize may overshoot). */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
  /** True where the three channels are known to be equal: what is done to each may be done once. */
  readonly isGrey?: boolean;
  /** Writes a channel's row without making all of `data`, where a decoder leaves that until it is asked for. */
  readonly readRow?: (channel: number, row: number, into: Float32Array) => void;
}

/** Mask value of a pixel that counts nowhere: in no loss, criterion or metric. */
export const IGNORED = 2;

/** Ground truth, [height, width]; 1 = anomalous, 0 = normal, IGNORED = counts nowhere. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  /** There of a defective picture where nobody drew what is anomalous: nothing is compared with its 0s. */
  readonly unmasked?: true;
  /** The size at which shifts act on its picture, where that is another than its own. */
  readonly actingSize?: PictureSize;
  /** The size at which the detector takes its picture, where that is another than its own. */
  readonly workingSize?: PictureSize;
}

/** The mask of a normal picture. */
export function emptyMask(width: number, height: number): Mask {
  return { width, height, data: new Uint8Array(width * height) };
}

/** True when no pixel is anomalous. */
export function isEmptyMask(mask: Mask): boolean {
  return !mask.data.includes(1);
}

/** True where red, green and blue are equal in every pixel. */
export function isGreyPicture({ width, height, data, isGrey }: RgbImage): boolean {
  if (isGrey !== undefined) return isGrey;
  const pixels = width * height;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const red = data[pixel];
    if (data[pixels + pixel] !== red || data[2 * pixels + pixel] !== red) return false;
  }
  return true;
}
