// Pictures and masks as plain arrays, independent of any decoder.

/** RGB picture, planar [3, height, width]; values nominally in [0, 1] (a bicubic resize may overshoot). */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Ground truth, [height, width]; 1 = anomalous, 0 = normal. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The mask of a normal picture. */
export function emptyMask(width: number, height: number): Mask {
  return { width, height, data: new Uint8Array(width * height) };
}

/** True when no pixel is anomalous. */
export function isEmptyMask(mask: Mask): boolean {
  return !mask.data.includes(1);
}
