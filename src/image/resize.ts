// Resizing as published preprocessing does it: antialiased for pictures, bicubic as CLIP has it (PIL, torchvision;
// a = −0.5) or bilinear; nearest for masks. Nothing is clamped: bicubic overshoots, and the published pipeline keeps that.

import type { Mask, PictureSize, RgbImage } from "../core/image.ts";
import { KERNELS, type Resampling, resamplingTaps, type Taps } from "../core/resampling.ts";

/** The picture at width × height, bicubic: see resizePicture. */
export function resizeBicubic(image: RgbImage, width: number, height: number): RgbImage {
  return resizePicture(image, { width, height }, "cubic");
}

/** The picture at another size, ignoring its aspect ratio. Sums run in float64, results are float32. */
export function resizePicture(
  image: RgbImage,
  { width, height }: PictureSize,
  resampling: Resampling,
): RgbImage {
  const kernel = KERNELS[resampling];
  const [across, down] = [
    resamplingTaps(image.width, width, kernel),
    resamplingTaps(image.height, height, kernel),
  ];
  const size = width * height;
  const between = new Float64Array(width * image.height);
  const data = new Float32Array(3 * size);
  for (let channel = 0; channel < (image.isGrey === true ? 1 : 3); channel++) {
    resizeRows(image, channel, across, between);
    resizeColumns(between, width, down, data.subarray(channel * size));
  }
  if (image.isGrey !== true) return { width, height, data };
  data.copyWithin(size, 0, size);
  data.copyWithin(2 * size, 0, size);
  return { width, height, data, isGrey: true };
}

// Both passes sum four lines side by side, where one sum alone would wait for its own additions; beyond the last line
// they sum that one again. Each reads arrays of one type only. Together that halves their time.

/** A channel's [H, W] → [H, positions], into `resized`. */
function resizeRows(
  image: RgbImage,
  channel: number,
  { first, end, weights, stride }: Taps,
  resized: Float64Array,
): void {
  const { width, height } = image;
  const positions = first.length;
  const readRow = image.readRow ?? rowReader(image);
  const lineOf = (): Float32Array => new Float32Array(width);
  const [line, secondLine, thirdLine, fourthLine] = [lineOf(), lineOf(), lineOf(), lineOf()];
  for (let row = 0; row < height; row += 4) {
    const second = Math.min(row + 1, height - 1);
    const third = Math.min(row + 2, height - 1);
    const fourth = Math.min(row + 3, height - 1);
    readRow(channel, row, line);
    readRow(channel, second, secondLine);
    readRow(channel, third, thirdLine);
    readRow(channel, fourth, fourthLine);
    for (let position = 0; position < positions; position++) {
      const last = end[position] as number;
      let tap = position * stride;
      let [sum, secondSum, thirdSum, fourthSum] = [0, 0, 0, 0];
      for (let column = first[position] as number; column < last; column++, tap++) {
        const weight = weights[tap] as number;
        sum += weight * (line[column] as number);
        secondSum += weight * (secondLine[column] as number);
        thirdSum += weight * (thirdLine[column] as number);
        fourthSum += weight * (fourthLine[column] as number);
      }
      resized[row * positions + position] = sum;
      resized[second * positions + position] = secondSum;
      resized[third * positions + position] = thirdSum;
      resized[fourth * positions + position] = fourthSum;
    }
  }
}

function rowReader({ width, height, data }: RgbImage): NonNullable<RgbImage["readRow"]> {
  return (channel, row, into) => {
    const from = (channel * height + row) * width;
    into.set(data.subarray(from, from + width));
  };
}

/** A channel's [H, width] → [positions, width], into `resized`. */
function resizeColumns(
  data: Float64Array,
  width: number,
  { first, end, weights, stride }: Taps,
  resized: Float32Array,
): void {
  for (let position = 0; position < first.length; position++) {
    const last = end[position] as number;
    for (let column = 0; column < width; column += 4) {
      const second = Math.min(column + 1, width - 1);
      const third = Math.min(column + 2, width - 1);
      const fourth = Math.min(column + 3, width - 1);
      let tap = position * stride;
      let [sum, secondSum, thirdSum, fourthSum] = [0, 0, 0, 0];
      for (let row = first[position] as number; row < last; row++, tap++) {
        const weight = weights[tap] as number;
        sum += weight * (data[row * width + column] as number);
        secondSum += weight * (data[row * width + second] as number);
        thirdSum += weight * (data[row * width + third] as number);
        fourthSum += weight * (data[row * width + fourth] as number);
      }
      resized[position * width + column] = sum;
      resized[position * width + second] = secondSum;
      resized[position * width + third] = thirdSum;
      resized[position * width + fourth] = fourthSum;
    }
  }
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
