// Pictures and masks to PNG.

import { IGNORED, type Mask, type RgbImage } from "../core/image.ts";
import { encodeWithSharp } from "./sharp.ts";

/** PNG of a picture; values are clamped to [0, 1] and rounded to 8 bits. */
export async function encodePng({ width, height, data }: RgbImage): Promise<Buffer> {
  const pixels = width * height;
  const interleaved = new Uint8Array(3 * pixels);
  for (let at = 0; at < pixels; at++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = Math.min(1, Math.max(0, data[channel * pixels + at] as number));
      interleaved[3 * at + channel] = Math.round(255 * value);
    }
  }
  return await encodeWithSharp(interleaved, { width, height, channels: 3 });
}

/** PNG of one 8-bit channel. */
export async function encodeGreyPng(grey: {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}): Promise<Buffer> {
  const { width, height, data } = grey;
  return await encodeWithSharp(data, { width, height, channels: 1 });
}

/** How pixels that count nowhere stand in a mask's PNG. */
export const IGNORED_GREY = 128;

/** PNG of a mask: 0 normal, 255 anomalous, IGNORED_GREY where a pixel counts nowhere. */
export async function encodeMaskPng(mask: Mask): Promise<Buffer> {
  const grey = (value: number): number => (value === IGNORED ? IGNORED_GREY : 255 * value);
  return await encodeGreyPng({ ...mask, data: mask.data.map(grey) });
}
