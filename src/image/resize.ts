// Resizing as CLIP's published preprocessing does it: antialiased bicubic for pictures (PIL, torchvision; a = −0.5),
// nearest for masks. Nothing is clamped: bicubic overshoots, and the published pipeline keeps that.

import type { Mask, RgbImage } from "../core/image.ts";

/** The picture at width × height, ignoring its aspect ratio. Sums run in float64, results are float32. */
export function resizeBicubic(image: RgbImage, width: number, height: number): RgbImage {
  const columns = taps(image.width, width);
  const rows = taps(image.height, height);
  const data = new Float32Array(3 * width * height);
  const between = new Float64Array(image.height * width);
  for (let channel = 0; channel < 3; channel++) {
    const plane = image.data.subarray(
      channel * image.width * image.height,
      (channel + 1) * image.width * image.height,
    );
    for (let row = 0; row < image.height; row++) {
      for (let column = 0; column < width; column++) {
        const { first, weights } = columns[column] as Taps;
        let sum = 0;
        for (let tap = 0; tap < weights.length; tap++) {
          sum += (weights[tap] as number) * (plane[row * image.width + first + tap] as number);
        }
        between[row * width + column] = sum;
      }
    }
    for (let row = 0; row < height; row++) {
      const { first, weights } = rows[row] as Taps;
      for (let column = 0; column < width; column++) {
        let sum = 0;
        for (let tap = 0; tap < weights.length; tap++) {
          sum += (weights[tap] as number) * (between[(first + tap) * width + column] as number);
        }
        data[(channel * height + row) * width + column] = sum;
      }
    }
  }
  return { width, height, data };
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

interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

/** Source positions and normalised weights of every output position along one axis. */
function taps(from: number, to: number): Taps[] {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const support = 2 * stretch;
  return Array.from({ length: to }, (_, index) => {
    const centre = (index + 0.5) * scale;
    const first = Math.trunc(Math.max(centre - support + 0.5, 0));
    const end = Math.trunc(Math.min(centre + support + 0.5, from));
    const weights = Float64Array.from({ length: end - first }, (_unused, tap) =>
      cubic((first + tap - centre + 0.5) / stretch),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: weights.map((weight) => weight / total) };
  });
}

/** Keys' cubic kernel with a = −0.5. */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  const a = -0.5;
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
  return 0;
}
