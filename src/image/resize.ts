// Resizing as CLIP's published preprocessing does it: antialiased bicubic for pictures (PIL, torchvision; a = −0.5),
// nearest for masks. Nothing is clamped: bicubic overshoots, and the published pipeline keeps that.

import type { Mask, RgbImage } from "../core/image.ts";

/** The picture at width × height, ignoring its aspect ratio. Sums run in float64, results are float32. */
export function resizeBicubic(image: RgbImage, width: number, height: number): RgbImage {
  const between = resizeRows(image, taps(image.width, width));
  return { width, height, data: resizeColumns(between, width, taps(image.height, height)) };
}

// Both passes sum the three channels side by side, where one sum alone would wait for its own additions, and each
// reads arrays of one type only: together that halves their time.

/** [3, H, W] → [3, H, positions] */
function resizeRows({ width, height, data }: RgbImage, { first, end, weights, stride }: Taps): Float64Array {
  const positions = first.length;
  const [plane, targetPlane] = [width * height, positions * height];
  const resized = new Float64Array(3 * targetPlane);
  for (let row = 0; row < height; row++) {
    for (let position = 0; position < positions; position++) {
      const last = end[position] as number;
      let tap = position * stride;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let column = first[position] as number; column < last; column++, tap++) {
        const weight = weights[tap] as number;
        const from = row * width + column;
        red += weight * (data[from] as number);
        green += weight * (data[from + plane] as number);
        blue += weight * (data[from + 2 * plane] as number);
      }
      const to = row * positions + position;
      resized[to] = red;
      resized[to + targetPlane] = green;
      resized[to + 2 * targetPlane] = blue;
    }
  }
  return resized;
}

/** [3, H, width] → [3, positions, width] */
function resizeColumns(
  data: Float64Array,
  width: number,
  { first, end, weights, stride }: Taps,
): Float32Array<ArrayBuffer> {
  const [plane, targetPlane] = [data.length / 3, first.length * width];
  const resized = new Float32Array(3 * targetPlane);
  for (let position = 0; position < first.length; position++) {
    const last = end[position] as number;
    for (let column = 0; column < width; column++) {
      let tap = position * stride;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let row = first[position] as number; row < last; row++, tap++) {
        const weight = weights[tap] as number;
        const from = row * width + column;
        red += weight * (data[from] as number);
        green += weight * (data[from + plane] as number);
        blue += weight * (data[from + 2 * plane] as number);
      }
      const to = position * width + column;
      resized[to] = red;
      resized[to + targetPlane] = green;
      resized[to + 2 * targetPlane] = blue;
    }
  }
  return resized;
}

/** The mask at width × height: source index ⌊i·in/out⌋. */
export function resizeMaskNearest(mask: Mask, width: number, height: number): Mask {
  const data = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = Math.floor((row * mask.height) / height) * mask.width;
    for (let column = 0; column < width; column++) {
      data[row * width + column] = mask.data[from + Math.floor((column * mask.width) / width)] as number;
    }
  }
  return { width, height, data };
}

/** Where each output position along one axis reads, and with which weights. */
interface Taps {
  /** Source positions first … end − 1. */
  readonly first: Int32Array;
  readonly end: Int32Array;
  /** [positions, stride], each row's normalised and followed by zeros. */
  readonly weights: Float64Array;
  readonly stride: number;
}

function taps(from: number, to: number): Taps {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const support = 2 * stretch;
  const stride = Math.ceil(2 * support) + 1;
  const [first, end] = [new Int32Array(to), new Int32Array(to)];
  const weights = new Float64Array(to * stride);
  for (let position = 0; position < to; position++) {
    const centre = (position + 0.5) * scale;
    const begin = Math.trunc(Math.max(centre - support + 0.5, 0));
    const stop = Math.trunc(Math.min(centre + support + 0.5, from));
    const row = Float64Array.from({ length: stop - begin }, (_, tap) =>
      cubic((begin + tap - centre + 0.5) / stretch),
    );
    const total = row.reduce((sum, weight) => sum + weight, 0);
    weights.set(
      row.map((weight) => weight / total),
      position * stride,
    );
    first[position] = begin;
    end[position] = stop;
  }
  return { first, end, weights, stride };
}

/** Keys' cubic kernel with a = −0.5. */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  const a = -0.5;
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
  return 0;
}
