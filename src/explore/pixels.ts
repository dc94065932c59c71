// Pictures as bytes, and back.

import type { RgbImage } from "../core/image.ts";

/** RGB bytes row by row of a planar picture; values are clamped to [0, 1] and rounded, as its PNG would have them. */
export function rgbBytes({ width, height, data }: RgbImage): Uint8Array {
  const pixels = width * height;
  const bytes = new Uint8Array(3 * pixels);
  for (let at = 0; at < pixels; at++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = Math.min(1, Math.max(0, data[channel * pixels + at] as number));
      bytes[3 * at + channel] = Math.round(255 * value);
    }
  }
  return bytes;
}

/** The planar picture of RGBA bytes as a canvas gives them; transparency is ignored. */
export function fromRgba(width: number, height: number, rgba: Uint8ClampedArray<ArrayBufferLike>): RgbImage {
  const pixels = width * height;
  const data = new Float32Array(3 * pixels);
  for (let at = 0; at < pixels; at++) {
    for (let channel = 0; channel < 3; channel++) {
      data[channel * pixels + at] = (rgba[4 * at + channel] as number) / 255;
    }
  }
  return { width, height, data };
}

/** Bytes that a picture takes, whether or not all of them are made. */
export function bytesOfPicture({ width, height }: RgbImage): number {
  return 3 * Float32Array.BYTES_PER_ELEMENT * width * height;
}
